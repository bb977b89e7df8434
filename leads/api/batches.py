"""What programs send and get about many leads at once."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.rest.fields import Body


class RowFault(Body):
    """What is wrong with a value of a row, or worth knowing."""

    field = serializers.CharField(help_text="A JSON pointer into the body.")
    code = serializers.CharField()
    message = serializers.CharField()


class RowBody(Body):
    """What became of one row."""

    row = serializers.IntegerField(help_text="Its place in the list, from 0 as in the pointers.")
    what = serializers.ChoiceField(choices=["created", "updated", "same", "refused"])
    id = serializers.IntegerField(allow_null=True)
    errors = RowFault(many=True, help_text="Why it was refused; of a row that was taken, what was left out.")


@extend_schema_field({"description": "A person, as for one lead."})
class AnyRow(serializers.Field):
    """Whatever is sent: each row is judged by itself."""

    def validate_empty_values(self, data: Any) -> tuple[bool, Any]:
        """Null is a row like any other."""
        return True, data


class BatchBody(Body):
    """Some people."""

    leads = serializers.ListField(
        child=AnyRow(),
        min_length=1,
        max_length=500,
        help_text="1 to 500 people, each as for one lead. Each is taken or refused by itself.",
    )

    examples: ClassVar = {"leads": [{"email": "jane@acme.example"}, {"email": "john@acme.example"}]}


class BatchDone(Body):
    """What became of a batch, row by row."""

    created = serializers.IntegerField()
    updated = serializers.IntegerField()
    same = serializers.IntegerField()
    refused = serializers.IntegerField()
    rows = RowBody(many=True)
