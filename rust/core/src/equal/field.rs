//! Rational functions at points of prime fields.
//!
//! A tree of sums, products, quotients and powers is one residue at a point that the two texts determine. Two rational functions
//! that differ at a point are different. Two that agree are equal but with a probability of d/p for a point, where d, their
//! degree, is below 2^30 and p above 2^60: two fields make that less than 2^-60. What is no rational function (a root, a
//! logarithm, pi) is an unknown of its own, the same wherever its parts are the same: agreement then proves equality as before,
//! and disagreement proves nothing.

use std::cmp::Ordering;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash};

use crate::expr::{Constant, Function, Tree};
use crate::limits;
use crate::number::{self, Exact};

use super::budget::Budget;
use super::walk::{Arithmetic, Stop, Walk};

/// Primes between 2^60 and 2^61 that leave 1 when divided by 4, each with a square root of -1.
const FIELDS: [(u64, u64); 32] = [
    (2_164_015_875_646_140_809, 544_564_164_008_856_604),
    (1_228_199_086_495_479_877, 294_130_248_380_225_814),
    (1_543_636_233_958_383_941, 583_323_200_839_267_696),
    (1_859_698_047_919_540_553, 1_373_140_697_144_789_263),
    (2_289_673_809_554_737_129, 1_336_398_272_798_436_494),
    (1_261_564_980_164_517_361, 357_198_269_931_182_031),
    (1_458_565_516_401_827_269, 791_248_674_180_267_862),
    (2_007_234_999_570_621_529, 627_098_305_159_627_406),
    (1_218_411_324_883_133_209, 8_727_012_196_046_584),
    (2_212_573_276_024_337_609, 1_310_192_637_583_264_847),
    (1_296_852_190_680_319_997, 1_094_641_490_149_333_071),
    (1_572_720_940_667_862_929, 728_347_189_945_230_770),
    (1_731_625_004_899_421_617, 567_747_524_682_392_321),
    (1_331_481_600_538_593_017, 857_673_547_312_126_778),
    (1_735_055_572_574_845_397, 1_203_598_671_053_931_157),
    (1_733_764_375_890_023_173, 1_588_987_866_396_968_866),
    (1_893_482_294_162_942_513, 29_861_216_798_992_765),
    (2_012_684_106_922_951_961, 674_503_279_230_728_594),
    (2_133_809_751_265_567_801, 930_408_461_513_970_126),
    (2_014_633_952_825_251_117, 1_934_540_321_279_167_911),
    (1_896_739_515_938_370_409, 195_405_109_817_725_731),
    (2_236_545_694_079_206_333, 376_208_695_105_531_702),
    (1_187_529_016_798_811_777, 946_394_786_244_215_214),
    (1_534_140_627_444_520_993, 322_904_865_795_557_841),
    (1_301_572_187_936_027_389, 1_116_857_737_705_021_304),
    (2_271_345_943_060_536_677, 254_435_424_916_917_252),
    (1_418_337_787_045_574_893, 1_017_941_388_079_529_390),
    (1_893_344_845_641_651_421, 686_006_798_580_913_798),
    (1_779_554_905_275_150_349, 679_160_756_724_572_839),
    (2_031_251_080_444_812_053, 195_259_604_197_698_420),
    (2_156_833_145_923_522_541, 572_240_533_466_300_214),
    (2_296_494_505_306_348_189, 2_146_704_354_818_217_373),
];

/// What agreement or disagreement in the fields means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The same value wherever both are defined.
    Equal,
    /// Different values.
    Different,
    /// Not for fields to tell.
    Unknown,
    /// One of the two is nowhere defined.
    Undefined,
}

/// The arithmetic of one field at one point.
struct Field {
    prime: u64,
    imaginary: u64,
    seed: u64,
    place: u64,
    /// Whether something stood for itself.
    has_unknowns: bool,
}

/// A hash that is the same on every machine and in every run.
pub(super) fn hash(seed: u64, value: impl Hash) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one((seed, value))
}

/// Compares two trees in two fields; says too whether something stood for itself.
pub(super) fn compare(a: &Tree, b: &Tree, seed: u64, budget: &Budget) -> Result<(Verdict, bool), Stop> {
    let mut has_unknowns = false;
    for round in 0..2u64 {
        let (x, y) = match (evaluate(a, seed, round, budget), evaluate(b, seed, round, budget)) {
            (Ok(x), Ok(y)) => (x, y),
            (Err(Stop::Undefined), _) | (_, Err(Stop::Undefined)) => return Ok((Verdict::Undefined, false)),
            (Err(Stop::Budget), _) | (_, Err(Stop::Budget)) => return Err(Stop::Budget),
            _ => return Ok((Verdict::Unknown, false)),
        };
        has_unknowns |= x.1 || y.1;
        if x.0 != y.0 {
            return Ok((if has_unknowns { Verdict::Unknown } else { Verdict::Different }, has_unknowns));
        }
    }
    Ok((Verdict::Equal, has_unknowns))
}

/// Whether one tree is a constant multiple of the other, neither being zero: the quotient at several points of each field.
pub(super) fn is_multiple(a: &Tree, b: &Tree, seed: u64, budget: &Budget) -> Verdict {
    for round in 0..2 {
        let mut known = None;
        for place in 0..3 {
            let (x, y) = match (evaluate_at(a, seed, round, place, budget), evaluate_at(b, seed, round, place, budget))
            {
                (Ok(x), Ok(y)) => (x, y),
                (Err(Stop::Undefined), _) | (_, Err(Stop::Undefined)) => return Verdict::Undefined,
                _ => return Verdict::Unknown,
            };
            let disagree = if x.1 || y.1 { Verdict::Unknown } else { Verdict::Different };
            if x.0 == 0 || y.0 == 0 {
                return disagree;
            }
            let (prime, _) = choose_field(seed, round);
            let ratio = number::multiply(x.0, number::power(y.0, prime - 2, prime), prime);
            if *known.get_or_insert(ratio) != ratio {
                return disagree;
            }
        }
    }
    Verdict::Equal
}

/// The field of one of the rounds of a seed. Two rounds never share one: the second half of the table is for the second.
fn choose_field(seed: u64, round: u64) -> (u64, u64) {
    let half = FIELDS.len() as u64 / 2;
    FIELDS[(round % 2 * half + hash(seed, round) % half) as usize]
}

/// The residue of a tree in one of the rounds of a seed, and whether something in it stood for itself.
fn evaluate(tree: &Tree, seed: u64, round: u64, budget: &Budget) -> Result<(u64, bool), Stop> {
    evaluate_at(tree, seed, round, 0, budget)
}

/// The same at another point of the field.
fn evaluate_at(tree: &Tree, seed: u64, round: u64, place: u64, budget: &Budget) -> Result<(u64, bool), Stop> {
    let (prime, imaginary) = choose_field(seed, round);
    let mut field = Field { prime, imaginary, seed: hash(seed, ("point", round)), place, has_unknowns: false };
    let value = Walk::new(&mut field, budget).value(tree)?;
    Ok((value, field.has_unknowns))
}

impl Field {
    /// A residue that stands for something by its name.
    fn stand_in(&self, name: impl Hash) -> u64 {
        hash(self.seed, name) % self.prime
    }

    fn unknown(&mut self, name: impl Hash) -> u64 {
        self.has_unknowns = true;
        self.stand_in(name)
    }
}

impl Arithmetic for Field {
    type Value = u64;

    fn effort(&self, node: &Tree) -> usize {
        match node {
            Tree::Quotient(..) | Tree::Power(..) => limits::INVERSION_STEPS,
            _ => 1,
        }
    }

    fn exact(&mut self, value: &Exact) -> Result<u64, Stop> {
        value.residue(self.prime).ok_or(Stop::Unknown)
    }

    fn symbol(&mut self, name: &str) -> Result<u64, Stop> {
        Ok(self.stand_in(("symbol", self.place, name)))
    }

    fn constant(&mut self, constant: Constant) -> Result<u64, Stop> {
        match constant {
            Constant::I => Ok(self.imaginary),
            Constant::Pi | Constant::E => Ok(self.unknown(constant)),
            _ => Err(Stop::Unknown),
        }
    }

    fn add(&mut self, a: &u64, b: &u64) -> Result<u64, Stop> {
        Ok((a + b) % self.prime)
    }

    fn multiply(&mut self, a: &u64, b: &u64) -> Result<u64, Stop> {
        Ok(number::multiply(*a, *b, self.prime))
    }

    fn divide(&mut self, a: &u64, b: &u64) -> Result<u64, Stop> {
        if *b == 0 {
            return Err(Stop::Undefined);
        }
        Ok(number::multiply(*a, number::power(*b, self.prime - 2, self.prime), self.prime))
    }

    fn negate(&mut self, a: &u64) -> Result<u64, Stop> {
        Ok((self.prime - a) % self.prime)
    }

    fn power_exact(&mut self, base: &u64, exponent: &Exact) -> Result<u64, Stop> {
        if !exponent.is_integer() {
            return Ok(self.unknown(("power", base, exponent)));
        }
        if *base == 0 {
            return match (exponent.is_zero(), exponent.is_negative()) {
                (true, _) => Ok(1),
                (_, true) => Err(Stop::Undefined),
                _ => Ok(0),
            };
        }
        // Exponents count modulo p - 1; that is no prime, so small ones are taken as they are.
        let size = match exponent.to_i64() {
            Some(n) => n.unsigned_abs() % (self.prime - 1),
            None => {
                let whole = exponent.to_rbig(limits::ROOT_DIGITS).ok_or(Stop::Budget)?.into_parts().0.into_parts().1;
                u64::try_from(whole % dashu_int::UBig::from(self.prime - 1)).map_err(|_| Stop::Budget)?
            }
        };
        let value = number::power(*base, size, self.prime);
        if exponent.is_negative() { self.divide(&1, &value) } else { Ok(value) }
    }

    fn power(&mut self, base: &u64, exponent: &u64) -> Result<u64, Stop> {
        Ok(self.unknown(("power of", base, exponent)))
    }

    fn root(&mut self, radicand: &u64, index: u32) -> Result<u64, Stop> {
        Ok(self.unknown(("root", radicand, index)))
    }

    fn call(&mut self, function: &Function, arguments: &[u64]) -> Result<u64, Stop> {
        if let (Function::Cross, [a, b]) = (function, arguments) {
            // Turned round it is its opposite.
            return match a.cmp(b) {
                Ordering::Less => Ok(self.unknown(("cross", a, b))),
                Ordering::Equal => Ok(0),
                Ordering::Greater => {
                    let turned = self.unknown(("cross", b, a));
                    self.negate(&turned)
                }
            };
        }
        // The tangent and its kin are quotients of the sine and the cosine.
        if let (Function::Tan | Function::Cot | Function::Sec | Function::Csc, [_]) = (function, arguments) {
            let sine = self.unknown(("call", &Function::Sin, arguments));
            let cosine = self.unknown(("call", &Function::Cos, arguments));
            return match function {
                Function::Tan => self.divide(&sine, &cosine),
                Function::Cot => self.divide(&cosine, &sine),
                Function::Sec => self.divide(&1, &cosine),
                _ => self.divide(&1, &sine),
            };
        }
        Ok(self.unknown(("call", function, arguments)))
    }

    fn combine(&mut self, name: &'static str, arguments: &[u64]) -> Result<u64, Stop> {
        Ok(self.unknown(("combine", name, arguments)))
    }

    fn degree(&mut self, a: &u64) -> Result<u64, Stop> {
        Ok(self.unknown(("degree", a)))
    }
}
