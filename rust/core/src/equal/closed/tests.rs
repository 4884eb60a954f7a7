//! Every rule on both sides of its edge: what it proves, and what it must leave alone.

use crate::equal::{Options, Relation, Truth, compare, math_equal};

fn agree(pairs: &[(&str, &str)]) {
    for (a, b) in pairs {
        assert!(math_equal(a, b), "{a} is {b}");
        assert!(math_equal(b, a), "{b} is {a}");
    }
}

fn differ(pairs: &[(&str, &str)]) {
    for (a, b) in pairs {
        assert!(!math_equal(a, b), "{a} is not {b}");
        assert!(!math_equal(b, a), "{b} is not {a}");
    }
}

#[test]
fn derivatives_are_worked_out() {
    agree(&[
        (r"\frac{d}{dx}\left(x^5\right)", "5x^4"),
        (r"\frac{d}{dt}\left[t^2\ln t\right]", r"2t\ln t+t"),
        (r"\frac{d^2}{dx^2}\cos x", r"-\cos x"),
        (r"\left.\frac{d}{dx}x^3\right|_{x=2}", "12"),
        (r"\frac{d}{dx} x^x", r"x^x(\ln x+1)"),
        (r"\frac{\partial}{\partial y}(x^3y^2)", "2x^3y"),
        (r"\frac{\partial^2}{\partial x\partial y}(x^3y^2)", "6x^2y"),
        ("diff(x**5, x, 2)", "20*x**3"),
        (r"\frac{d}{dx}\int_1^x \cos(t^2)\,dt", r"\cos(x^2)"),
    ]);
    differ(&[
        (r"\frac{d}{dx}\left(x^5\right)", "5x^5"),
        (r"\left.\frac{d}{dx}x^3\right|_{x=2}", "3x^2"),
        (r"\frac{d}{dx} g(x)", r"\frac{d}{dt} g(t)"),
        (r"\frac{d}{dx} g(x)", "0"),
        (r"\frac{d^2y}{dt^2}", r"\frac{dy}{dt^2}"),
        (r"\frac{d^2y}{dt^2}", r"\frac{y}{t^2}"),
        (r"\frac{\partial u}{\partial x}", r"\frac{u}{x}"),
        (r"\frac{d}{dx}|x|", "1"),
    ]);
}

#[test]
fn limits_are_worked_out() {
    agree(&[
        (r"\lim_{x\to 0}\frac{\sin 7x}{x}", "7"),
        (r"\lim_{x\to 0}\frac{x-\sin x}{x^3}", r"\frac16"),
        (r"\lim_{x\to 9}\frac{\sqrt x-3}{x-9}", r"\frac16"),
        (r"\lim_{x\to\infty}\left(\sqrt{x^2+8x}-x\right)", "4"),
        (r"\lim_{x\to-\infty}\frac{x}{\sqrt{4x^2+1}}", r"-\frac12"),
        (r"\lim_{n\to\infty}\left(1+\frac{3}{n}\right)^{2n}", "e^6"),
        (r"\lim_{n\to\infty}\frac{5^n}{n!}", "0"),
        (r"\lim_{n\to\infty}\frac{3^n+2^n}{3^n-2^n}", "1"),
        (r"\lim_{x\to 0^+} x^2\ln x", "0"),
        (r"\lim_{x\to 0^-}\frac{|x|}{x}", "-1"),
        (r"\lim_{x\to\infty}\frac{\cos x}{x}", "0"),
        (r"\lim_{h\to0}\frac{(x+h)^3-x^3}{h}", "3x^2"),
        (r"\lim_{x\to 3^-}\lfloor x\rfloor", "2"),
    ]);
    differ(&[
        (r"\lim_{x\to 0}\frac{\sin 7x}{x}", "1"),
        (r"\lim_{x\to 0}\frac{|x|}{x}", "1"),
        (r"\lim_{x\to 0}\frac1x", r"\infty"),
        (r"\lim_{x\to\infty}\cos x", "0"),
        (r"\lim_{n\to\infty}(-1)^n", "-1"),
        (r"\lim_{x\to 3}\lfloor x\rfloor", "3"),
    ]);
}

#[test]
fn sums_are_worked_out() {
    agree(&[
        (r"\sum_{n=0}^{\infty}\frac{1}{5^n}", r"\frac54"),
        (r"\sum_{n=1}^{\infty}\frac{n^2}{3^n}", r"\frac32"),
        (r"\sum_{n=0}^{\infty}\frac{2^n+(-1)^n}{4^n}", r"\frac{14}{5}"),
        (r"\sum_{n=3}^{\infty}\frac{1}{n(n-1)}", r"\frac12"),
        (r"\sum_{n=0}^{\infty}\frac{1}{(3n+1)(3n+2)}", r"\frac{\pi}{3\sqrt3}"),
        (r"\sum_{n=1}^{\infty}\frac{1}{n^8}", r"\frac{\pi^8}{9450}"),
        (r"\sum_{n=1}^{\infty}\frac{(-1)^n}{n^4}", r"-\frac{7\pi^4}{720}"),
        (r"\sum_{n=0}^{\infty}\frac{(-1)^n}{(2n+1)^3}", r"\frac{\pi^3}{32}"),
        (r"\sum_{n=0}^{\infty}\frac{3^n}{n!}", "e^3"),
        (r"\sum_{n=0}^{\infty}\frac{(-1)^n x^{2n}}{(2n)!}", r"\cos x"),
        (r"\sum_{n=1}^{\infty}\frac{1}{n4^n}", r"\ln\frac43"),
        (r"\sum_{k=1}^{n}k^4", r"\frac{n(n+1)(2n+1)(3n^2+3n-1)}{30}"),
        (r"\sum_{k=1}^{n}k3^k", r"\frac{(2n-1)3^{n+1}+3}{4}"),
        (r"\sum_{k=2}^{n}\frac{1}{k^2-k}", r"1-\frac1n"),
        (r"\sum_{k=0}^n\binom nk 2^k", "3^n"),
        (r"\sum_{k=1}^n k\cdot k!", "(n+1)!-1"),
        (r"\sum_{k=1}^{\infty}\left\lfloor\frac{60}{3^k}\right\rfloor", "28"),
    ]);
    differ(&[
        (r"\sum_{n=0}^{\infty}\frac{1}{5^n}", r"\frac14"),
        (r"\sum_{n=1}^{\infty}2^n", "-2"),
        (r"\sum_{n=1}^{\infty}\frac1n", r"\ln 2"),
        (r"\sum_{n=0}^{\infty}(-1)^n", r"\frac12"),
        (r"\sum_{n=2}^{\infty}\frac{1}{n^8}", r"\frac{\pi^8}{9450}"),
        (r"\sum_{k=1}^{n}k^4", r"\frac{n(n+1)(2n+1)(3n^2+3n+1)}{30}"),
        (r"\sum_{n=1}^\infty u_n", r"\sum_{n=1}^\infty v_n"),
    ]);
    agree(&[(r"\sum_{n=1}^\infty u_{n+1}", r"\sum_{j=1}^\infty u_{j+1}")]);
}

#[test]
fn products_are_worked_out() {
    agree(&[
        (r"\prod_{n=3}^{\infty}\left(1-\frac{4}{n^2}\right)", r"\frac16"),
        (r"\prod_{n=1}^{\infty}\left(1-\frac{1}{9n^2}\right)", r"\frac{3\sqrt3}{2\pi}"),
        (r"\prod_{n=2}^{\infty}\frac{n^3+1}{n^3-1}", r"\frac32"),
        (r"\prod_{n=1}^{\infty}5^{1/2^n}", "5"),
        (r"\prod_{k=1}^n\frac{k+2}{k}", r"\frac{(n+1)(n+2)}{2}"),
        (r"\prod_{k=1}^n 3k", "3^n n!"),
    ]);
    differ(&[
        (r"\prod_{n=3}^{\infty}\left(1-\frac{4}{n^2}\right)", r"\frac13"),
        (r"\prod_{n=2}^{\infty}\left(1-\frac1n\right)", r"\frac12"),
        (r"\prod_{n=1}^{\infty}\left(1+\frac1n\right)", "2"),
    ]);
}

#[test]
fn integrals_are_worked_out() {
    agree(&[
        (r"\int_0^3 x^2\,dx", "9"),
        (r"\int_{-3}^{-1}\frac{dx}{x}", r"-\ln 3"),
        (r"\int_0^3\frac{1}{9+x^2}\,dx", r"\frac{\pi}{12}"),
        (r"\int_{-1}^{4}|x-1|\,dx", r"\frac{13}{2}"),
        (r"\int_0^1 x^2e^x\,dx", "e-2"),
        (r"\int_2^\infty\frac{1}{x^3}\,dx", r"\frac18"),
        (r"\int_0^1\frac{1}{\sqrt[3]{x}}\,dx", r"\frac32"),
        (r"\int_{-\infty}^\infty e^{-2x^2}\,dx", r"\sqrt{\frac{\pi}{2}}"),
        (r"\int_0^{\pi}\sin^2 x\,dx", r"\frac{\pi}{2}"),
        (r"\int_0^b x^3\,dx", r"\frac{b^4}{4}"),
        (r"\int_0^1\int_0^y xy\,dx\,dy", r"\frac18"),
        ("integrate(x**3, (x, 0, 2))", "4"),
        (r"\int_0^1 g(x)\,dx", r"\int_0^1 g(u)\,du"),
    ]);
    differ(&[
        (r"\int_0^3 x^2\,dx", "27"),
        (r"\int_{-2}^{1}\frac{1}{x^2}\,dx", r"-\frac32"),
        (r"\int_{-1}^{1}\frac{1}{x}\,dx", "0"),
        (r"\int_0^{\pi}\sec^2 x\,dx", "0"),
        (r"\int_0^1 g(x)\,dx", r"\int_0^3 g(x)\,dx"),
        (r"\int_0^1 x\,dx", r"\int_1^0 x\,dx"),
        (r"\int_0^b t^3\,dt", r"\frac{t^4}{4}"),
    ]);
}

#[test]
fn constants_of_integration_are_told() {
    agree(&[
        (r"\int x^4\,dx", r"\frac{x^5}{5}+C"),
        (r"\int\sin 2x\,dx", r"\sin^2 x+K"),
        ("x^3+C", "x^3-5+C"),
        (r"\ln|3x|+C", r"\ln|x|+C"),
        (r"y=C_1e^{2x}+C_2e^{-2x}", r"y=Ae^{-2x}+Be^{2x}"),
        (r"y=C_1e^{x}+C_2xe^{x}", r"y=(a+bx)e^x"),
        ("y=Ce^{3x}", "y=Ae^{3x}"),
    ]);
    differ(&[
        (r"\int x^4\,dx", r"\frac{x^5}{5}"),
        ("3x+C", "x+C"),
        (r"\ln|3x|+C", r"3\ln|x|+C"),
        (r"C_1e^{2x}+C_1e^{-2x}", r"C_1e^{2x}+C_2e^{-2x}"),
        ("Q=CV", "Q=AV"),
        ("E=K+U", "E=C+U"),
        ("ax^2+bx+c", "ax^2+bx+c+1"),
        ("mgh+k", "mgh+C"),
    ]);
}

#[test]
fn a_question_is_no_answer() {
    let relate = |a: &str, t: &str| compare(a, &Truth::new(t), &Options::default()).relation;
    let left = [
        (r"\sum_{k=1}^{6}k", "21"),
        (r"\sum_{n=0}^\infty\frac{1}{4^n}", r"\frac43"),
        (r"\int_0^2 x\,dx", "2"),
        (r"\lim_{x\to0}\frac{\sin x}{x}", "1"),
        (r"\frac{d}{dx}x^4", "4x^3"),
        (r"\gcd(8,20)", "4"),
        (r"\lfloor 5.5\rfloor", "5"),
        ("7!", "5040"),
        (r"\left(\binom{6}{2},1\right)", "(15,1)"),
        (r"\begin{vmatrix}1&2\\0&3\end{vmatrix}", "3"),
        (r"63\div 7", "9"),
        ("23 mod 5", "3"),
    ];
    for (a, t) in left {
        assert_eq!(relate(a, t), Relation::NotEvaluated, "{a} for {t}");
    }
    let done = [
        (r"\gcd(8,20)=4", "4"),
        (r"\gcd(8,20)", r"\gcd(20,8)"),
        ("4", r"\gcd(8,20)"),
        (r"\frac{63}{7}", "9"),
        (r"\binom{n}{2}", r"\frac{n(n-1)}{2}"),
        (r"\int_0^2 x\,dx = 2", "2"),
        (r"\sum_{j=1}^n b_j", r"\sum_{k=1}^n b_k"),
    ];
    for (a, t) in done {
        assert_eq!(relate(a, t), Relation::Equal, "{a} for {t}");
    }
    assert!(!relate(r"\gcd(8,20)=8", "4").is_accepted());
}
