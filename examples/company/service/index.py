"""The handler of the parcels API."""

from errors import NoParcel, ParcelError, ParcelLost

from cdk_apigateway_errors.runtime import error_responses

PARCELS = {"1": "on its way", "2": "lost"}


@error_responses(errors=[ParcelError])
def handler(event, context):
    parcel_id = event["pathParameters"]["id"]
    if parcel_id not in PARCELS:
        raise NoParcel(source="/path/id")
    if PARCELS[parcel_id] == "lost":
        raise ParcelLost(source="/path/id")
    return {"id": parcel_id, "state": PARCELS[parcel_id]}
