"""What a tuned encoder's folder says to people."""

from collections.abc import Mapping
from typing import Any

_CARD = """\
# {name}

multilingual-e5-small (Wang et al. 2024, MIT), cut to Norwegian and English, and tuned to give the codes of
`{codeframe}` version {version}: {codes}. Made {made}.

- **Learnt from** {codings} codings by {voices} voices (snapshot `{snapshot}`){phrases}.
- **How**: all layers but the word vectors, one sigmoid per code, AdamW at {rate:g} with warm-up and linear
  decay, batches of {batch}, {epochs} epochs: as many as served voices left out (in the folds: {fold_epochs}).
- `out_of_fold.npz` holds, by fingerprint of the answer, the scores by encoders that had not read its voice.
  Heads and thresholds learn from these alone. It holds no text.
- `layers.onnx` shares the word vectors and the tokenizer of `models/encoder/`; weights are in 8 bits.
- Licence: MIT, as the model it was made from.
"""


def tuned_card(facts: Mapping[str, Any]) -> str:
    """The card of a tuned encoder, from its facts."""
    settings, snapshot, epochs = facts["settings"], facts["snapshot"], facts["epochs"]
    return _CARD.format(
        name=facts["name"],
        codeframe=facts["codeframe"]["id"],
        version=facts["codeframe"]["version"],
        codes=", ".join(facts["codes"]),
        made=facts["made"],
        codings=snapshot["codings"],
        voices=snapshot["voices"],
        snapshot=snapshot["hash"][:12],
        phrases=" and the codeframe's own phrases" if settings["phrase_weight"] > 0 else "",
        rate=settings["rate"],
        batch=settings["batch"],
        epochs=epochs["all"],
        fold_epochs=", ".join(map(str, epochs["folds"])),
    )
