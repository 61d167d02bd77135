Feature: The audit token
  Every request tells who makes it and why, in an unsecured JSON Web Token that the provider checks and records.
  What every interaction could get wrong by itself is tried on all of them; how a token is read, on one or two.
  "Refused as ..., or answers it" stands where the specification leaves the choice to the provider.

  @req:AUD-021 @req:SEC-008 @req:AUD-022
  Scenario Outline: A request without an audit token is refused
    Given a request to <interaction>
    And it has no audit token
    When the consumer sends it
    Then the provider refuses it as an expired or missing audit token

    Examples:
      | interaction                      |
      | get-the-capability-statement     |
      | find-a-patient                   |
      | read-a-patient                   |
      | register-a-patient               |
      | find-a-practitioner              |
      | read-a-practitioner              |
      | find-an-organisation             |
      | read-an-organisation             |
      | read-a-location                  |
      | search-for-free-slots            |
      | book-an-appointment              |
      | retrieve-a-patients-appointments |
      | amend-an-appointment             |
      | cancel-an-appointment            |
      | read-an-appointment              |

  @req:AUD-021 @req:SEC-008
  Scenario Outline: A token that is not sent as a bearer token is refused
    Given a request to <interaction>
    And its audit token comes <form>
    When the consumer sends it
    Then the provider refuses it as an expired or missing audit token

    Examples:
      | interaction          | form                          |
      | find-a-patient       | with the scheme Basic         |
      | find-a-patient       | without a scheme              |
      | find-a-patient       | with nothing after the scheme |
      | find-an-organisation | with the scheme Basic         |
      | find-an-organisation | without a scheme              |
      | find-an-organisation | with nothing after the scheme |

  @req:AUD-023 @req:SEC-008
  Scenario Outline: A token whose payload is not JSON is refused
    Given a request to <interaction>
    And its audit token comes with a payload that is not JSON
    When the consumer sends it
    Then the provider refuses it as a bad audit token

    Examples:
      | interaction                      |
      | get-the-capability-statement     |
      | find-a-patient                   |
      | read-a-patient                   |
      | register-a-patient               |
      | find-a-practitioner              |
      | read-a-practitioner              |
      | find-an-organisation             |
      | read-an-organisation             |
      | read-a-location                  |
      | search-for-free-slots            |
      | book-an-appointment              |
      | retrieve-a-patients-appointments |
      | amend-an-appointment             |
      | cancel-an-appointment            |
      | read-an-appointment              |

  @find-a-patient @req:AUD-023 @req:SEC-008
  Scenario Outline: A token that is no unsecured JSON Web Token is refused
    Given a request to find a patient
    And its audit token comes <form>
    When the consumer sends it
    Then the provider refuses it as a bad audit token

    Examples:
      | form                              |
      | in one part                       |
      | in two parts                      |
      | in four parts                     |
      | without a header                  |
      | without a payload                 |
      | unencoded                         |
      | with a header that is not base64  |
      | with a header that is not JSON    |
      | with a payload that is not base64 |
      | with a payload that is not UTF-8  |
      | with a payload that is cut off    |
      | with a payload that is null       |
      | with a payload that is a list     |
      | with a payload that is a text     |

  @req:AUD-025
  Scenario Outline: A token that does not name the user is refused
    Given a request to <interaction>
    And its audit token lacks the claim "requesting_practitioner"
    When the consumer sends it
    Then the provider refuses it as a bad audit token

    Examples:
      | interaction                      |
      | get-the-capability-statement     |
      | find-a-patient                   |
      | read-a-patient                   |
      | register-a-patient               |
      | find-a-practitioner              |
      | read-a-practitioner              |
      | find-an-organisation             |
      | read-an-organisation             |
      | read-a-location                  |
      | search-for-free-slots            |
      | book-an-appointment              |
      | retrieve-a-patients-appointments |
      | amend-an-appointment             |
      | cancel-an-appointment            |
      | read-an-appointment              |

  @find-a-patient @req:AUD-025
  Scenario Outline: A token that lacks a claim is refused
    Given a request to find a patient
    And its audit token lacks the claim "<claim>"
    When the consumer sends it
    Then the provider refuses it as a bad audit token

    Examples:
      | claim                   |
      | iss                     |
      | sub                     |
      | aud                     |
      | exp                     |
      | iat                     |
      | reason_for_request      |
      | requested_scope         |
      | requesting_device       |
      | requesting_organization |
      | requesting_practitioner |

  @find-a-patient @req:AUD-025 @req:ERR-020
  Scenario Outline: A token in which a claim is null is refused
    Given a request to find a patient
    And the claim "<claim>" of its audit token is null
    When the consumer sends it
    Then the provider refuses it as a bad audit token

    Examples:
      | claim                   |
      | iss                     |
      | sub                     |
      | aud                     |
      | exp                     |
      | iat                     |
      | reason_for_request      |
      | requested_scope         |
      | requesting_device       |
      | requesting_organization |
      | requesting_practitioner |

  @find-a-patient @req:AUD-027
  Scenario Outline: A token with an issuer of the wrong kind is refused
    Given a request to find a patient
    And the claim "iss" of its audit token is <value>
    When the consumer sends it
    Then the provider refuses it as a bad audit token

    Examples:
      | value                         |
      | ""                            |
      | 12                            |
      | {}                            |
      | ["https://consumer.example/"] |

  @find-a-patient @req:AUD-028
  Scenario Outline: A token with a subject of the wrong kind is refused
    Given a request to find a patient
    And the claim "sub" of its audit token is <value>
    When the consumer sends it
    Then the provider refuses it as a bad audit token

    Examples:
      | value     |
      | ""        |
      | 12        |
      | {}        |
      | ["10019"] |

  @find-a-patient @req:AUD-030
  Scenario Outline: A token with an audience of the wrong kind is refused
    Given a request to find a patient
    And the claim "aud" of its audit token is <value>
    When the consumer sends it
    Then the provider refuses it as a bad audit token

    Examples:
      | value |
      | ""    |
      | 12    |
      | {}    |
      | []    |

  @find-a-patient @req:AUD-034
  Scenario Outline: A token with an expiry of the wrong kind is refused
    Given a request to find a patient
    And the claim "exp" of its audit token is <value>
    When the consumer sends it
    Then the provider refuses it as a bad audit token

    Examples:
      | value        |
      | ""           |
      | "tomorrow"   |
      | "4102444800" |
      | 4102444800.5 |
      | {}           |
      | true         |

  @find-a-patient @req:AUD-037
  Scenario Outline: A token with a time of issue of the wrong kind is refused
    Given a request to find a patient
    And the claim "iat" of its audit token is <value>
    When the consumer sends it
    Then the provider refuses it as a bad audit token

    Examples:
      | value        |
      | ""           |
      | "now"        |
      | "1469436687" |
      | {}           |
      | true         |

  @find-a-patient @req:AUD-039
  Scenario Outline: A token for another reason than direct care is refused
    Given a request to find a patient
    And the claim "reason_for_request" of its audit token is <value>
    When the consumer sends it
    Then the provider refuses it as a bad audit token

    Examples:
      | value           |
      | ""              |
      | "secondaryuses" |
      | "direct care"   |
      | 12              |
      | {}              |
      | ["directcare"]  |

  @req:AUD-040
  Scenario Outline: A token whose scope is unknown is refused
    Given a request to <interaction>
    And the claim "requested_scope" of its audit token is "everything"
    When the consumer sends it
    Then the provider refuses it as an audit token of an unknown scope

    Examples:
      | interaction                      |
      | get-the-capability-statement     |
      | find-a-patient                   |
      | read-a-patient                   |
      | register-a-patient               |
      | find-a-practitioner              |
      | read-a-practitioner              |
      | find-an-organisation             |
      | read-an-organisation             |
      | read-a-location                  |
      | search-for-free-slots            |
      | book-an-appointment              |
      | retrieve-a-patients-appointments |
      | amend-an-appointment             |
      | cancel-an-appointment            |
      | read-an-appointment              |

  @find-a-patient @req:AUD-040
  Scenario Outline: A token whose scope is none of the four is refused
    Given a request to find a patient
    And the claim "requested_scope" of its audit token is <value>
    When the consumer sends it
    Then the provider refuses it as an audit token of an unknown scope

    Examples:
      | value                    |
      | ""                       |
      | "patient/*.delete"       |
      | "patient/*.[read/write]" |
      | "patient/Patient.read"   |
      | 12                       |
      | {}                       |
      | ["patient/*.read"]       |

  @req:AUD-032 @req:AUD-035
  Scenario Outline: A token that has expired is refused
    Given a request to <interaction>
    And its audit token has an expiry an hour ago
    When the consumer sends it
    Then the provider refuses it as an expired or missing audit token

    Examples:
      | interaction                      |
      | get-the-capability-statement     |
      | find-a-patient                   |
      | read-a-patient                   |
      | register-a-patient               |
      | find-a-practitioner              |
      | read-a-practitioner              |
      | find-an-organisation             |
      | read-an-organisation             |
      | read-a-location                  |
      | search-for-free-slots            |
      | book-an-appointment              |
      | retrieve-a-patients-appointments |
      | amend-an-appointment             |
      | cancel-an-appointment            |
      | read-an-appointment              |

  @find-a-patient @req:AUD-032 @req:AUD-035
  Scenario Outline: A token is refused however long ago it expired
    Given a request to find a patient
    And its audit token has <expiry>
    When the consumer sends it
    Then the provider refuses it as an expired or missing audit token

    Examples:
      | expiry                    |
      | an expiry six minutes ago |
      | an expiry ten minutes ago |
      | an expiry in 1970         |

  @req:AUD-032 @req:AUD-035
  Scenario Outline: A token that expired two minutes ago is refused, or answered for the sake of clocks that differ
    Given a request to <interaction>
    And its audit token has an expiry two minutes ago
    When the consumer sends it
    Then the provider refuses it as an audit token that has just expired, or answers it

    Examples:
      | interaction                  |
      | get-the-capability-statement |
      | find-a-patient               |

  @req:AUD-046 @req:ERR-021
  Scenario Outline: A token whose practitioner is a Patient is refused
    Given a request to <interaction>
    And its audit token has a Patient for a practitioner
    When the consumer sends it
    Then the provider refuses it as an audit token with a resource of the wrong type

    Examples:
      | interaction                      |
      | get-the-capability-statement     |
      | find-a-patient                   |
      | read-a-patient                   |
      | register-a-patient               |
      | find-a-practitioner              |
      | read-a-practitioner              |
      | find-an-organisation             |
      | read-an-organisation             |
      | read-a-location                  |
      | search-for-free-slots            |
      | book-an-appointment              |
      | retrieve-a-patients-appointments |
      | amend-an-appointment             |
      | cancel-an-appointment            |
      | read-an-appointment              |

  @find-a-patient @req:AUD-042
  Scenario Outline: A token whose device is another resource is refused
    Given a request to find a patient
    And its audit token has <resource>
    When the consumer sends it
    Then the provider refuses it as an audit token with a resource of the wrong type

    Examples:
      | resource                         |
      | a Practitioner for a device      |
      | a device without a resource type |

  @find-a-patient @req:AUD-042
  Scenario Outline: A token whose device is no resource is refused
    Given a request to find a patient
    And the claim "requesting_device" of its audit token is <value>
    When the consumer sends it
    Then the provider refuses it as an audit token with a resource of the wrong type

    Examples:
      | value  |
      | ""     |
      | "text" |
      | 12     |
      | {}     |
      | []     |

  @find-a-patient @req:AUD-042
  Scenario Outline: A token whose device does not conform to FHIR is refused
    Given a request to find a patient
    And its audit token has <resource>
    When the consumer sends it
    Then the provider refuses it as an audit token with an invalid resource

    Examples:
      | resource                            |
      | an unknown resource for a device    |
      | a device whose model is an object   |
      | a device whose identifier is a text |

  @find-a-patient @req:AUD-043
  Scenario Outline: A token whose device lacks what consumers shall send is refused
    Given a request to find a patient
    And its audit token has <resource>
    When the consumer sends it
    Then the provider refuses it as an audit token that lacks what consumers shall send

    Examples:
      | resource                       |
      | a device without an identifier |
      | a device without a model       |
      | a device without a version     |

  @find-a-patient @req:AUD-044
  Scenario Outline: A token whose organisation is another resource is refused
    Given a request to find a patient
    And its audit token has <resource>
    When the consumer sends it
    Then the provider refuses it as an audit token with a resource of the wrong type

    Examples:
      | resource                                |
      | a Location for an organisation          |
      | an organisation without a resource type |

  @find-a-patient @req:AUD-044
  Scenario Outline: A token whose organisation is no resource is refused
    Given a request to find a patient
    And the claim "requesting_organization" of its audit token is <value>
    When the consumer sends it
    Then the provider refuses it as an audit token with a resource of the wrong type

    Examples:
      | value  |
      | ""     |
      | "text" |
      | 12     |
      | {}     |
      | []     |

  @find-a-patient @req:AUD-044
  Scenario Outline: A token whose organisation does not conform to FHIR is refused
    Given a request to find a patient
    And its audit token has <resource>
    When the consumer sends it
    Then the provider refuses it as an audit token with an invalid resource

    Examples:
      | resource                                   |
      | an unknown resource for an organisation    |
      | an organisation whose name is an object    |
      | an organisation whose identifier is a text |

  @find-a-patient @req:AUD-045
  Scenario Outline: A token whose organisation lacks what consumers shall send is refused
    Given a request to find a patient
    And its audit token has <resource>
    When the consumer sends it
    Then the provider refuses it as an audit token that lacks what consumers shall send

    Examples:
      | resource                                               |
      | an organisation without a name                         |
      | an organisation without an identifier                  |
      | an organisation with an identifier that is no ODS code |

  @find-a-patient @req:AUD-046
  Scenario Outline: A token whose practitioner is another resource is refused
    Given a request to find a patient
    And its audit token has <resource>
    When the consumer sends it
    Then the provider refuses it as an audit token with a resource of the wrong type

    Examples:
      | resource                               |
      | a practitioner without a resource type |

  @find-a-patient @req:AUD-046
  Scenario Outline: A token whose practitioner is no resource is refused
    Given a request to find a patient
    And the claim "requesting_practitioner" of its audit token is <value>
    When the consumer sends it
    Then the provider refuses it as an audit token with a resource of the wrong type

    Examples:
      | value  |
      | ""     |
      | "text" |
      | 12     |
      | {}     |
      | []     |

  @find-a-patient @req:AUD-046
  Scenario Outline: A token whose practitioner does not conform to FHIR is refused
    Given a request to find a patient
    And its audit token has <resource>
    When the consumer sends it
    Then the provider refuses it as an audit token with an invalid resource

    Examples:
      | resource                                      |
      | an unknown resource for a practitioner        |
      | a practitioner whose name is a text           |
      | a practitioner whose gender is no code        |
      | a practitioner whose date of birth is no date |

  @find-a-patient @req:AUD-042 @req:AUD-044 @req:AUD-046
  Scenario Outline: A token is refused, or what FHIR does not know is left alone
    Given a request to find a patient
    And its audit token has <resource>
    When the consumer sends it
    Then the provider refuses it as an audit token with an unknown element

    Examples:
      | resource                                                |
      | a device with an element that FHIR does not know        |
      | an organisation with an element that FHIR does not know |
      | a practitioner with an element that FHIR does not know  |

  @find-a-patient @req:AUD-047
  Scenario Outline: A token whose practitioner lacks what consumers shall send is refused
    Given a request to find a patient
    And its audit token has <resource>
    When the consumer sends it
    Then the provider refuses it as an audit token that lacks what consumers shall send

    Examples:
      | resource                              |
      | a practitioner without an id          |
      | a practitioner without a name         |
      | a practitioner without a family name  |
      | a practitioner without a given name   |
      | a practitioner without an SDS user ID |

  @find-a-patient @req:AUD-029
  Scenario: A token whose subject is not its practitioner is refused
    Given a request to find a patient
    And its audit token has a subject who is not its practitioner
    When the consumer sends it
    Then the provider refuses it as an audit token that lacks what consumers shall send

  @req:AUD-041 @req:SEC-009 @req:SEC-031 @req:AUD-022
  Scenario Outline: A token of another scope is accepted or refused
    Given a request to <interaction>
    And the claim "requested_scope" of its audit token is <value>
    When the consumer sends it
    Then the provider refuses it as an audit token of another scope, or answers it

    Examples:
      | interaction                      | value                 |
      | get-the-capability-statement     | "patient/*.read"      |
      | find-a-patient                   | "organization/*.read" |
      | read-a-patient                   | "organization/*.read" |
      | find-a-practitioner              | "patient/*.read"      |
      | read-a-practitioner              | "patient/*.read"      |
      | find-an-organisation             | "patient/*.read"      |
      | read-an-organisation             | "patient/*.read"      |
      | read-a-location                  | "patient/*.read"      |
      | search-for-free-slots            | "patient/*.read"      |
      | retrieve-a-patients-appointments | "organization/*.read" |
      | read-an-appointment              | "organization/*.read" |

  @req:AUD-041 @req:SEC-009 @req:SEC-031
  Scenario Outline: A token of another scope does no harm to a provider that is to change something
    Given a request to <interaction>
    And the claim "requested_scope" of its audit token is <value>
    When the consumer sends it
    Then the provider does not fail over it

    Examples:
      | interaction           | value                  |
      | register-a-patient    | "organization/*.write" |
      | book-an-appointment   | "organization/*.write" |
      | amend-an-appointment  | "organization/*.write" |
      | cancel-an-appointment | "organization/*.write" |
      | amend-an-appointment  | "patient/*.read"       |

  @find-a-patient @req:AUD-031
  Scenario Outline: A token of another audience is accepted or refused
    Given a request to find a patient
    And its audit token has <audience>
    When the consumer sends it
    Then the provider refuses it as an audit token of another audience or lifetime, or answers it

    Examples:
      | audience                             |
      | the audience of another provider     |
      | an audience that ends with a slash   |
      | an audience without the last segment |
      | a list of one audience               |

  @find-a-patient @req:AUD-033
  Scenario Outline: A token of another lifetime is accepted or refused
    Given a request to find a patient
    And its audit token has <lifetime>
    When the consumer sends it
    Then the provider refuses it as an audit token of another audience or lifetime, or answers it

    Examples:
      | lifetime                  |
      | a lifetime of 299 seconds |
      | a lifetime of 301 seconds |
      | a lifetime of an hour     |

  @find-a-patient @req:AUD-023
  Scenario Outline: A token that is signed or padded is accepted or refused
    Given a request to find a patient
    And its audit token comes <form>
    When the consumer sends it
    Then the provider refuses it as an audit token that is more than unsecured, or answers it

    Examples:
      | form                                          |
      | signed                                        |
      | with a signature though its algorithm is none |
      | with padding                                  |

  @req:AUD-038 @since:1.2.3
  Scenario Outline: A token made at an odd time is accepted until it expires
    Given a request to <interaction>
    And its audit token has <times>
    When the consumer sends it
    Then the provider refuses it as an audit token made at an odd time, or answers it

    Examples:
      | interaction                  | times                                                     |
      | get-the-capability-statement | a time of issue in three minutes                          |
      | get-the-capability-statement | a time of issue and an expiry that are three minutes late |
      | get-the-capability-statement | a time of issue after its expiry                          |
      | get-the-capability-statement | a time of issue an hour ago                               |
      | find-a-patient               | a time of issue in three minutes                          |
      | find-a-patient               | a time of issue and an expiry that are three minutes late |
      | find-a-patient               | a time of issue after its expiry                          |
      | find-a-patient               | a time of issue an hour ago                               |

  @req:AUD-049
  Scenario Outline: A token without role profile and local user identifier is accepted
    Given a request to <interaction>
    And its audit token has a practitioner with an SDS user ID only
    When the consumer sends it
    Then the provider answers it like any other

    Examples:
      | interaction                      |
      | get-the-capability-statement     |
      | find-a-patient                   |
      | read-a-patient                   |
      | find-a-practitioner              |
      | read-a-practitioner              |
      | find-an-organisation             |
      | read-an-organisation             |
      | read-a-location                  |
      | search-for-free-slots            |
      | retrieve-a-patients-appointments |
      | read-an-appointment              |

  @find-a-patient @req:AUD-049
  Scenario Outline: A token without role profile or local user identifier is accepted
    Given a request to find a patient
    And its audit token has <practitioner>
    When the consumer sends it
    Then the provider answers it like any other

    Examples:
      | practitioner                             |
      | a practitioner without a role profile ID |
      | a practitioner without a local user ID   |

  @req:AUD-048
  Scenario Outline: A token of a user who has no smartcard or no title is accepted
    Given a request to <interaction>
    And its audit token has <practitioner>
    When the consumer sends it
    Then the provider answers it like any other

    Examples:
      | interaction          | practitioner                       |
      | find-a-patient       | a practitioner without a smartcard |
      | find-a-patient       | a practitioner without a title     |
      | find-an-organisation | a practitioner without a smartcard |
      | find-an-organisation | a practitioner without a title     |

  @req:AUD-026
  Scenario Outline: A token with claims that the page does not name is accepted
    Given a request to <interaction>
    And its audit token has a claim that nobody has defined
    When the consumer sends it
    Then the provider answers it like any other

    Examples:
      | interaction                      |
      | get-the-capability-statement     |
      | find-a-patient                   |
      | read-a-patient                   |
      | find-a-practitioner              |
      | read-a-practitioner              |
      | find-an-organisation             |
      | read-an-organisation             |
      | read-a-location                  |
      | search-for-free-slots            |
      | retrieve-a-patients-appointments |
      | read-an-appointment              |

  @find-a-patient @req:AUD-026
  Scenario Outline: A token with claims that others have defined is accepted
    Given a request to find a patient
    And its audit token has <claims>
    When the consumer sends it
    Then the provider answers it like any other

    Examples:
      | claims                                         |
      | a token ID                                     |
      | a time before which it is not valid            |
      | the requested record that earlier editions had |

  @find-a-patient @req:AUD-050
  Scenario Outline: A token whose resources hold more than the minimum is accepted
    Given a request to find a patient
    And its audit token has <resource>
    When the consumer sends it
    Then the provider answers it like any other

    Examples:
      | resource                                  |
      | a device with an id                       |
      | a device with a manufacturer              |
      | an organisation with an id                |
      | an organisation that is said to be active |
      | a practitioner with a gender              |

  @find-a-patient @req:AUD-024
  Scenario Outline: A token in an unusual form is accepted
    Given a request to find a patient
    And its audit token comes <form>
    When the consumer sends it
    Then the provider answers it like any other

    Examples:
      | form                             |
      | with the scheme in lower case    |
      | with the scheme in upper case    |
      | with a header that has no typ    |
      | with white space in its payload  |
      | with its claims in another order |

  @req:AUD-021
  Scenario Outline: A request with two audit tokens is refused
    Given a request to <interaction>
    And it has two audit tokens
    When the consumer sends it
    Then the provider refuses it as a header sent in a way that consumers shall not

    Examples:
      | interaction          |
      | find-a-patient       |
      | find-an-organisation |
