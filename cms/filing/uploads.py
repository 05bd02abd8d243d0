"""Taking uploads in without a plain copy on disk; Django's own handler makes one of large files."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from cms.filing.rules import MAX_FILE_BYTES_IN_ALL
from kernel.files import MAX_BYTES


class MemoryUploadHandler(FileUploadHandler):
    """Holds files in memory, each up to what a file may have and all up to what a filing may have.

    ``too_large`` names what was left out, so that the page can say so beside the field.
    """

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.too_large: list[str] = []
        self._held = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._content = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._held += len(raw_data)
        if start + len(raw_data) > MAX_BYTES or self._held > MAX_FILE_BYTES_IN_ALL:
            self._held -= self._content.tell() + len(raw_data)
            self.too_large.append(self.file_name or "")
            self._content = BytesIO()
            raise SkipFile
        self._content.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile | None:
        content = self._content
        if content.tell() != file_size:
            return None
        content.seek(0)
        return InMemoryUploadedFile(
            file=content,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
