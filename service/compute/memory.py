"""What stays for good is not looked through again and again."""

import gc


def keep_out_of_collections() -> None:
    """Have Python's garbage collector pass over all that there is now, as when a model has just been loaded.

    A model, its language pipeline and the libraries are millions of objects. Looking through all of them takes tenths
    of a second, in which nobody is answered, and the more requests there are, the more often it happens.
    """
    gc.unfreeze()  # what has gone since the last time, such as a model that was replaced, must be found
    gc.collect()
    gc.freeze()
