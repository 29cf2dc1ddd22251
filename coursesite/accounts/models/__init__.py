from coursesite.accounts.models.deletion import DeletionRequest
from coursesite.accounts.models.department import Department, DepartmentMembership, DepartmentPlacement
from coursesite.accounts.models.former_name import FormerName
from coursesite.accounts.models.role import DatedRole, HRRole, WorksCouncilRole
from coursesite.accounts.models.rule_value import RuleValue
from coursesite.accounts.models.session import UserSession
from coursesite.accounts.models.user import User

__all__ = [
    "DatedRole",
    "DeletionRequest",
    "Department",
    "DepartmentMembership",
    "DepartmentPlacement",
    "FormerName",
    "HRRole",
    "RuleValue",
    "User",
    "UserSession",
    "WorksCouncilRole",
]
