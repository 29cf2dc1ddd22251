"""Addresses of style sheets and scripts, looked up once: each name carries a hash of the file, so none changes."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class KeptManifestStorage(CompressedManifestStaticFilesStorage):
    """A page names a dozen files, and Django takes each address apart and puts it together again."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        self._addresses: dict[tuple[str, bool], str] = {}  # no more than there are files

    def url(self, name: str, force: bool = False) -> str:
        key = name, force
        if key not in self._addresses:
            self._addresses[key] = super().url(name, force)
        return self._addresses[key]
