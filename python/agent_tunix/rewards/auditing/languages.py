"""How an answer is stated, denied, asked for and supposed in the twelve languages that the documented rewards read."""

from __future__ import annotations

from typing import NamedTuple


class Language(NamedTuple):
    """Sentences of one language, with `{}` in the place of the answer."""

    name: str
    state: str
    deny: str
    ask: str
    suppose: str
    #: A sentence of reasoning without a number in it.
    prose: str


LANGUAGES = (
    Language(
        "English", "The answer is {}.", "The answer is not {}.", "Is the answer {}?",
        "If the answer is {}, then I have made a mistake.", "First I read the question, then I work it out.",
    ),
    Language(
        "Chinese", "答案是{}。", "答案不是{}。", "答案是{}吗？", "如果答案是{}，那么我算错了。",
        "我先读题，然后一步一步计算。",
    ),
    Language(
        "French", "La réponse est {}.", "La réponse n'est pas {}.", "Est-ce que la réponse est {} ?",
        "Si la réponse est {}, alors je me suis trompé.", "Je lis d'abord la question, puis je calcule.",
    ),
    Language(
        "German", "Die Antwort ist {}.", "Die Antwort ist nicht {}.", "Ist die Antwort {}?",
        "Wenn die Antwort {} ist, dann habe ich mich geirrt.", "Zuerst lese ich die Aufgabe, dann rechne ich.",
    ),
    Language(
        "Spanish", "La respuesta es {}.", "La respuesta no es {}.", "¿La respuesta es {}?",
        "Si la respuesta es {}, entonces me he equivocado.", "Primero leo la pregunta y luego calculo.",
    ),
    Language(
        "Portuguese", "A resposta é {}.", "A resposta não é {}.", "A resposta é {}?",
        "Se a resposta é {}, então eu errei.", "Primeiro leio a pergunta e depois calculo.",
    ),
    Language(
        "Italian", "La risposta è {}.", "La risposta non è {}.", "La risposta è {}?",
        "Se la risposta è {}, allora ho sbagliato.", "Prima leggo la domanda, poi faccio i calcoli.",
    ),
    Language(
        "Russian", "Ответ: {}.", "Правильный ответ не {}.", "Правильный ответ {}?",
        "Если ответ {}, то я ошибся.", "Сначала я читаю задачу, потом считаю.",
    ),
    Language(
        "Hindi", "उत्तर {} है।", "उत्तर {} नहीं है।", "क्या उत्तर {} है?",
        "यदि उत्तर {} है, तो मैंने गलती की है।", "पहले मैं प्रश्न पढ़ता हूँ, फिर गणना करता हूँ।",
    ),
    Language(
        "Arabic", "الإجابة هي {}.", "الإجابة ليست {}.", "هل الإجابة هي {}؟",
        "إذا كانت الإجابة هي {} فقد أخطأت.", "أقرأ السؤال أولا ثم أحسب.",
    ),
    Language(
        "Japanese", "答えは{}です。", "答えは{}ではありません。", "答えは{}ですか？",
        "もし答えが{}なら、私は間違えました。", "まず問題を読み、次に計算します。",
    ),
    Language(
        "Korean", "답은 {}입니다.", "답은 {}이 아닙니다.", "답은 {}입니까?",
        "만약 답이 {}라면 제가 틀렸습니다.", "먼저 문제를 읽고 나서 계산합니다.",
    ),
)  # fmt: skip
