"""Whether a text is in English, which is all that the language rules understand."""

from collections.abc import Sequence

ENGLISH = frozenset(
    "a about after all also am an and any are as at be because but by can could do does"
    " doesn't don't for from get has have help how i i'd i'm i've if in into is it it's"
    " like me my no not of on one or our should so some that the their them then there"
    " they this to up use using want was way we what when where which who why will with"
    " without would you your".split()
)
OTHERS = frozenset(
    # German, Dutch, Scandinavian
    "aber als auch auf bei bin das dass dem den der des die ein eine einen einer es für"
    " gibt habe hat ich im ist kann kein können mein mich mit nach nicht oder sich sie"
    " sind und uns von wenn werden wie wir wird zu zum zur über dank een het van niet"
    " voor met naar kan hoe ik dat zijn op och att det som inte jag på til ikke"
    # French, Spanish, Portuguese, Italian
    " au aux avec bonjour c'est ce cette comment dans de du elle est et il je j'ai la le"
    " les mais mon nous ou où par pas peut plus pour qu'il que qui quel sans ses si sont"
    " sur un une vous como con cuando cómo del el ella en es esta este está hay hola la"
    " las lo los mi muy más no para pero por puedo que qué se ser sin sobre su una uno y"
    " ao com da das do dos e ele em estou eu fazer isso mas meu minha muito na nas nos no"
    " não nós o os olá ou pela pelo posso preciso quando são uma você é ciao che come"
    " della delle di gli ho il non nel per più possibile sono".split()
) - {*ENGLISH}
_MOST = 400
"""Words that are looked at: a text is in one language."""


def is_english(words: Sequence[str]) -> bool:
    """Whether the words, in lower case, are English as far as small words show."""
    seen = words[:_MOST]
    english = sum(word in ENGLISH for word in seen)
    others = sum(word in OTHERS for word in seen)
    latin = sum(word.isascii() for word in seen)
    return (
        english > 2 * others
        and english * 8 >= len(seen)
        and latin * 10 >= len(seen) * 7
    )
