"""A worker process ends when the process that started it has gone, however that went."""

import multiprocessing
import os
import signal
import threading


def end_with_parent() -> None:
    """Stop this process, as it is stopped otherwise, once its parent has gone; nothing where it is nobody's worker.

    Killed, the parent stops nobody. Its workers would hold on to the port, so that the service could not be started
    again, and go on answering with nobody to look after them.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="parent", daemon=True).start()
