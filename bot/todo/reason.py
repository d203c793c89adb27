"""Why a job ended as it did, as every store can keep it."""

KEPT = 1000
"""Characters: somebody else may have written them, and any number of them."""


def kept(why: str) -> str:
    """As much of a reason as is kept, and text also where it is none.

    An outcome that could not be written would be tried again for ever. PostgreSQL takes
    no NUL, and neither store half of a surrogate pair.
    """
    return why[:KEPT].replace("\0", "\ufffd").encode(errors="replace").decode()
