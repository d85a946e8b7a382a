"""Every failure Praya can name, in one tree.

    Failure
    ├── Missing            404  what was asked for is not here
    │   ├── PageMissing · DatasetMissing · DistributionMissing · TableMissing · FileMissing · QueryMissing
    │   ├── StoryMissing
    │   ├── PublisherMissing · ThemeMissing
    │   ├── VersionMissing · VersionNotYet · VersionLetGo
    ├── Refused            400  the question cannot be asked like this
    │   ├── FilterInvalid · ColumnUnknown · PlacesMissing · ChartUnfit · ParameterInvalid · ParameterMissing
    │   ├── OverrideInvalid
    │   ├── SqlRefused · SqlFailed · SqlTooHeavy · StoryBroken
    ├── OriginFailed       502  the publisher's server did not give the file
    │   ├── AddressInvalid · AddressForbidden · OriginUnreachable · OriginTimeout · OriginMissing
    │   ├── OriginError · OriginBusy · OriginRefused · RedirectsTooMany · ResponseTooLarge · ResponseTruncated
    ├── Unreadable         422  the file came, but holds no table we can read
    │   ├── FileEmpty · FileIsWebPage · FormatUnsupported · FileBroken · FileBomb
    │   ├── EncodingUnknown · TableAbsent · RecordsAbsent · FileTooWide
    ├── RecordInvalid      422  a catalogue record that cannot be understood
    ├── PortalInvalid      502  an address that does not answer as a data portal
    ├── StorageFull        507  no room left on the disk
    ├── ServerBusy         503  as much is asked at once as may be
    ├── TooFast            429  one address searches more than its share
    ├── EmbeddingsNotOffered 404  no model gives texts their meaning here
    ├── FileChanged        409  a file was written to while it was read
    ├── PortTaken          503  another program listens where the server should
    ├── LibraryFailed           what went wrong between a researcher's program and Praya
    │   ├── ServerUnreachable · AnswerInvalid · AnswerTooLarge · ModuleAbsent
    │   ├── HomeMissing · HomeOutdated · TableAmbiguous · PinBroken
    └── Unexpected         500  a fault of Praya itself

Each class has a stable `code`, an HTTP-like `status`, and `message` and `advice` (what happened; what to do) in three
languages, with named fields in braces. A failure that must be remembered is stored as its code and fields
(`model.catalogue.Problem`) and put into words again for each reader by `explain`.
"""

from praya.model.errors.asked import (
    ChartUnfit,
    ColumnUnknown,
    DatasetMissing,
    DistributionMissing,
    FileMissing,
    FilterInvalid,
    Missing,
    OverrideInvalid,
    PageMissing,
    ParameterInvalid,
    ParameterMissing,
    PlacesMissing,
    PublisherMissing,
    QueryMissing,
    Refused,
    SqlFailed,
    SqlRefused,
    SqlTooHeavy,
    StoryBroken,
    StoryMissing,
    TableMissing,
    ThemeMissing,
    VersionLetGo,
    VersionMissing,
    VersionNotYet,
)
from praya.model.errors.base import Explained, Failure, explain, failures
from praya.model.errors.library import (
    AnswerInvalid,
    AnswerTooLarge,
    HomeMissing,
    HomeOutdated,
    LibraryFailed,
    ModuleAbsent,
    PinBroken,
    ServerUnreachable,
    TableAmbiguous,
    retold,
)
from praya.model.errors.origin import (
    AddressForbidden,
    AddressInvalid,
    OriginBusy,
    OriginError,
    OriginFailed,
    OriginMissing,
    OriginRefused,
    OriginTimeout,
    OriginUnreachable,
    RedirectsTooMany,
    ResponseTooLarge,
    ResponseTruncated,
)
from praya.model.errors.own import (
    EmbeddingsNotOffered,
    FileChanged,
    Offline,
    PortTaken,
    ServerBusy,
    StorageFull,
    TooFast,
    Unexpected,
)
from praya.model.errors.unreadable import (
    EncodingUnknown,
    FileBomb,
    FileBroken,
    FileEmpty,
    FileIsWebPage,
    FileTooWide,
    FormatUnsupported,
    PortalInvalid,
    RecordInvalid,
    RecordsAbsent,
    TableAbsent,
    Unreadable,
)

__all__ = [
    "AddressForbidden",
    "AddressInvalid",
    "AnswerInvalid",
    "AnswerTooLarge",
    "ChartUnfit",
    "ColumnUnknown",
    "DatasetMissing",
    "DistributionMissing",
    "EmbeddingsNotOffered",
    "EncodingUnknown",
    "Explained",
    "Failure",
    "FileBomb",
    "FileBroken",
    "FileChanged",
    "FileEmpty",
    "FileIsWebPage",
    "FileMissing",
    "FileTooWide",
    "FilterInvalid",
    "FormatUnsupported",
    "HomeMissing",
    "HomeOutdated",
    "LibraryFailed",
    "Missing",
    "ModuleAbsent",
    "Offline",
    "OriginBusy",
    "OriginError",
    "OriginFailed",
    "OriginMissing",
    "OriginRefused",
    "OriginTimeout",
    "OriginUnreachable",
    "OverrideInvalid",
    "PageMissing",
    "ParameterInvalid",
    "ParameterMissing",
    "PinBroken",
    "PlacesMissing",
    "PortTaken",
    "PortalInvalid",
    "PublisherMissing",
    "QueryMissing",
    "RecordInvalid",
    "RecordsAbsent",
    "RedirectsTooMany",
    "Refused",
    "ResponseTooLarge",
    "ResponseTruncated",
    "ServerBusy",
    "ServerUnreachable",
    "SqlFailed",
    "SqlRefused",
    "SqlTooHeavy",
    "StorageFull",
    "StoryBroken",
    "StoryMissing",
    "TableAbsent",
    "TableAmbiguous",
    "TableMissing",
    "ThemeMissing",
    "TooFast",
    "Unexpected",
    "Unreadable",
    "VersionLetGo",
    "VersionMissing",
    "VersionNotYet",
    "explain",
    "failures",
    "retold",
]
