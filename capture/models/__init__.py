"""The nouns of capture."""

from capture.models.imports import Became, ImportRow, ImportRun, Remembered, Upload
from capture.models.tracking import RejectedEvent, WriteKey, mint

__all__ = ["Became", "ImportRow", "ImportRun", "RejectedEvent", "Remembered", "Upload", "WriteKey", "mint"]
