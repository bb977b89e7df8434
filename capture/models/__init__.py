"""The nouns of capture."""

from capture.models.imports import Became, ImportRow, ImportRun, Remembered, Upload
from capture.models.tracking import RejectedEvent, WriteKey, mint
from capture.models.web_forms import ConsentText, FormEntry, WebForm, mint_public_id

__all__ = [
    "Became",
    "ConsentText",
    "FormEntry",
    "ImportRow",
    "ImportRun",
    "RejectedEvent",
    "Remembered",
    "Upload",
    "WebForm",
    "WriteKey",
    "mint",
    "mint_public_id",
]
