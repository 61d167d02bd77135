"""Who the consumer says it is: its organisation, user, device and Spine endpoint."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ConsumerOrganisation:
    """The organisation that makes the requests; ``type`` is a GPConnect-OrganisationType-1 code."""

    ods_code: str
    name: str
    type: str
    phone: str


@dataclass(frozen=True)
class ConsumerUser:
    """The person on whose behalf requests are made; ``UNK`` stands for IDs that no smartcard gave."""

    id: str
    family: str
    given: str
    prefix: str
    sds_user_id: str
    sds_role_profile_id: str
    local_id: str


@dataclass(frozen=True)
class ConsumerIdentity:
    """All that the audit token and the Spine headers tell about the consumer."""

    asid: str
    endpoint: str
    device_id: str
    product: str
    version: str
    organisation: ConsumerOrganisation
    user: ConsumerUser
