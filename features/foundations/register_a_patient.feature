@register-a-patient
Feature: Register a patient
  A consumer registers somebody as a temporary patient of the practice, so that an appointment can be booked for
  them. The provider verifies the person with PDS, and keeps its patient index free of duplicates.

  # What is returned

  @req:REG-060 @req:REG-064 @req:REG-025 @req:REG-026 @req:REG-074 @req:REG-062 @req:REG-035 @req:REG-020 @req:REG-078
  Scenario: Somebody whom PDS verifies is registered as a temporary patient
    Given somebody whom PDS verifies
    When the consumer registers them
    Then the provider registers them
    And the registered patient is that person
    And the registration begins today
    And the registered patient can be found by NHS number

  @req:GEN-011 @req:GEN-017 @req:REG-030
  Scenario: What a registration in XML says is stored as it says it
    Given a provider that declares XML
    And somebody whom PDS verifies
    When the consumer registers them in XML
    Then the provider registers them

  @req:REG-035
  Scenario: Somebody whom the consumer registered is found by NHS number
    Given a patient whom the consumer has registered
    When the consumer finds them by NHS number
    Then the provider finds that record alone

  @req:REG-035 @req:REG-065
  Scenario: Somebody whom the consumer registered is read by logical ID
    Given a patient whom the consumer has registered
    When the consumer reads the patient
    Then the provider returns that record

  @req:REG-077
  Scenario: A registered patient is managed by the practice that the request was addressed to
    Given somebody whom PDS verifies
    When the consumer registers them
    Then the provider registers them
    And the patient's managing organisation is the practice

  @req:REG-035
  Scenario: Everything that a registered patient refers to can be read
    Given somebody whom PDS verifies
    When the consumer registers them
    Then the provider registers them
    And everything that it refers to can be read

  # What a registration may hold

  @req:REG-001 @req:REG-031 @req:REG-069
  Scenario: The minimum is enough, and the rest comes from PDS
    Given somebody whom PDS verifies
    And the registration holds the minimum alone
    When the consumer registers them
    Then the provider registers them
    And the registered patient is that person
    And what the registration left out comes from PDS

  @req:REG-002 @req:REG-030
  Scenario Outline: A registration may hold <contents> besides the minimum
    Given somebody whom PDS verifies
    And the registration holds the minimum and <contents>
    When the consumer registers them
    Then the provider registers them

    Examples:
      | contents                                         |
      | gender                                           |
      | home address                                     |
      | home phone                                       |
      | work phone                                       |
      | mobile phone                                     |
      | email address                                    |
      | home phone, work phone, mobile phone             |
      | home address, mobile phone, email address        |
      | language                                         |
      | home address, home phone, language               |
      | second given name                                |
      | name as text, name prefix, physical home address |

  @req:REG-002 @req:GEN-023 @req:REG-030
  Scenario: A registration may hold letters beyond ASCII
    Given somebody whom PDS verifies
    And the registration holds the minimum and home address beyond ASCII
    When the consumer registers them
    Then the provider registers them
    And the registration was read as UTF-8

  @req:REG-003 @req:REG-030 @req:REG-032
  Scenario Outline: A registration may hold temporary details: <contents>
    Given somebody whom PDS verifies
    And the registration holds the minimum and <contents>
    When the consumer registers them
    Then the provider registers them

    Examples:
      | contents                                          |
      | temporary address                                 |
      | temporary phone                                   |
      | temporary phone, home phone                       |
      | home address, temporary address                   |
      | temporary address, temporary phone, email address |

  @req:REG-002 @req:REG-003 @req:REG-030 @req:REG-035 @req:REG-026
  Scenario: A registration may hold one of everything, and what it returns is what is stored
    Given somebody whom PDS verifies
    And the registration holds the minimum and gender, home address, temporary address, home phone, work phone, mobile phone, temporary phone, email address, language
    When the consumer registers them
    Then the provider registers them
    And the registered patient can be found by NHS number
    And the registered patient can be read by logical ID

  @req:REG-060
  Scenario Outline: What neither the page nor the profile forbids is accepted or refused cleanly: <fault>
    Given somebody whom PDS verifies
    And the registration has <fault>
    When the consumer registers them
    Then the provider either registers them or refuses it as an invalid resource
    And a refusal has registered nobody

    Examples:
      | fault                          |
      | no profile of the Patient      |
      | another profile of the Patient |
      | a nickname besides             |
      | a local identifier besides     |

  # Verification by PDS

  @req:REG-011
  Scenario: The date of birth alone verifies, however the name is spelt
    Given somebody whom PDS verifies
    And the registration differs from PDS in the start of the family name and the start of the given name
    When the consumer registers them
    Then the provider registers them

  @req:REG-012
  Scenario Outline: Two parts of the date of birth verify when the name matches: another <part>
    Given somebody whom PDS verifies
    And the registration differs from PDS in the <part>
    When the consumer registers them
    Then the provider registers them

    Examples:
      | part           |
      | day of birth   |
      | month of birth |
      | year of birth  |

  @req:REG-012
  Scenario Outline: Three characters of the family name and the initial of the given name are a match: another <end>
    Given somebody whom PDS verifies
    And the registration differs from PDS in the day of birth and the <end>
    When the consumer registers them
    Then the provider registers them

    Examples:
      | end                    |
      | end of the family name |
      | end of the given name  |

  @req:REG-012
  Scenario: Somebody whom PDS holds with a partly different date of birth is registered
    Given somebody who can be registered in the role "partial_match"
    When the consumer registers them
    Then the provider registers them

  @req:REG-043 @req:REG-013
  Scenario Outline: Somebody whom PDS does not confirm is refused: another <difference>
    Given somebody whom PDS verifies
    And the registration differs from PDS in the <difference>
    When the consumer registers them
    Then the provider refuses it as patient demographics that PDS does not confirm
    And nobody has been registered

    Examples:
      | difference                                                                     |
      | day of birth and the start of the family name                                  |
      | month of birth and the start of the given name                                 |
      | year of birth and the start of the family name and the start of the given name |
      | day of birth and the month of birth                                            |
      | month of birth and the year of birth                                           |
      | day of birth and the year of birth                                             |
      | day of birth and the month of birth and the year of birth                      |

  @req:REG-043 @req:REG-013
  Scenario Outline: Somebody whom PDS does not hold as the consumer does is refused: <role>
    Given somebody in the registration role "<role>"
    When the consumer registers them
    Then the provider refuses it as patient demographics that PDS does not confirm
    And nobody has been registered

    Examples:
      | role       |
      | mismatch   |
      | not_on_pds |

  @req:REG-044 @req:REG-015
  Scenario: Somebody who is deceased on PDS is refused
    Given somebody in the registration role "deceased"
    When the consumer registers them
    Then the provider refuses it as patient demographics that PDS does not confirm
    And nobody has been registered

  @req:REG-045 @req:REG-016
  Scenario: A sensitive patient is refused
    Given somebody in the registration role "sensitive"
    When the consumer registers them
    Then the provider refuses it as a sensitive patient's registration
    And nobody has been registered

  @req:REG-046 @req:REG-016
  Scenario Outline: Somebody whose PDS record is flagged <role> is refused
    Given somebody in the registration role "<role>"
    When the consumer registers them
    Then the provider refuses it as an NHS number that PDS has withdrawn
    And nobody has been registered

    Examples:
      | role       |
      | invalid    |
      | superseded |

  # Duplicates and former patients

  @req:REG-048 @req:REG-022 @req:REG-027
  Scenario Outline: Somebody who is a <role> patient of the practice is refused
    Given the patient in the role "<role>"
    When the consumer registers them
    Then the provider refuses it as a duplicate
    And the patient's record is as it was

    Examples:
      | role       |
      | registered |
      | temporary  |

  @req:REG-048 @req:REG-022 @req:REG-027
  Scenario: Nobody is registered twice
    Given a patient whom the consumer has registered
    When the consumer registers them
    Then the provider refuses it as a duplicate
    And the patient's record is as it was

  @req:REG-048 @req:REG-022 @req:REG-027
  Scenario: Nobody is registered twice with other details
    Given a patient whom the consumer has registered
    And the registration holds the minimum and home address, temporary address, work phone, language
    When the consumer registers them
    Then the provider refuses it as a duplicate
    And the patient's record is as it was

  @req:REG-023 @req:REG-025 @req:REG-026
  Scenario: An inactive patient is re-activated as a temporary one
    Given somebody who can be registered in the role "inactive"
    When the consumer registers them
    Then the provider registers them
    And the registered patient is that person
    And the registered patient can be found by NHS number

  @req:REG-023 @req:GEN-047
  Scenario: An inactive patient's own record is re-activated, under the logical ID that it had
    Given somebody who can be registered in the role "inactive", of whom the practice has a known record
    When the consumer registers them
    Then the provider registers them
    And the record is the one that the practice had

  @req:REG-073
  Scenario: A re-activated patient's preferred branch surgery, where there is one, can be read
    Given somebody who can be registered in the role "inactive"
    When the consumer registers them
    Then the provider registers them
    And everything that it refers to can be read

  @req:REG-023 @req:REG-030
  Scenario: An inactive patient's details are brought up to date
    Given somebody who can be registered in the role "inactive"
    And the registration holds the minimum and gender, home address, temporary address, mobile phone, email address
    When the consumer registers them
    Then the provider registers them

  @req:REG-043 @req:REG-023 @req:REG-013
  Scenario: An inactive patient whom PDS does not confirm is not re-activated
    Given somebody who can be registered in the role "inactive"
    And the registration differs from PDS in the day of birth and the month of birth
    When the consumer registers them
    Then the provider refuses it as patient demographics that PDS does not confirm
    And nobody has been registered

  @req:REG-044 @req:REG-024
  Scenario: Somebody whom the practice records as deceased is refused
    Given somebody in the registration role "deceased_at_provider"
    When the consumer registers them
    Then the provider refuses it as patient demographics that PDS does not confirm
    And nobody has been registered

  @req:REG-043 @req:REG-021
  Scenario: A patient whose NHS number was never verified, and cannot be, is refused
    Given somebody in the registration role "unverified_mismatch"
    When the consumer registers them
    Then the provider refuses it as patient demographics that PDS does not confirm
    And nobody has been registered

  @req:REG-048 @req:REG-021
  Scenario: A patient whose NHS number was never verified, and now is, is refused as a duplicate
    Given somebody in the registration role "unverified_match"
    When the consumer registers them
    Then the provider refuses it as a duplicate

  # What is missing

  @req:REG-042 @req:REG-040 @req:REG-027
  Scenario Outline: A registration that lacks what is mandatory is refused: <fault>
    Given somebody whom PDS verifies
    And the registration has <fault>
    When the consumer registers them
    Then the provider refuses it as an invalid resource
    And nobody has been registered

    Examples:
      | fault                   |
      | no name                 |
      | no name of official use |
      | no use of the name      |
      | no family name          |
      | no given name           |
      | no date of birth        |

  @req:REG-042 @req:REG-027
  Scenario Outline: A registration without an NHS number is refused: <fault>
    Given somebody whom PDS verifies
    And the registration has <fault>
    When the consumer registers them
    Then the provider refuses it as a registration without an NHS number
    And nobody has been registered

    Examples:
      | fault                           |
      | no identifier                   |
      | no identifier system            |
      | no NHS number value             |
      | an identifier of another system |

  # What is wrong

  @req:REG-049 @req:REG-041 @req:REG-027
  Scenario Outline: A malformed NHS number is refused: <fault>
    Given somebody whom PDS verifies
    And the registration has <fault>
    When the consumer registers them
    Then the provider refuses it as a malformed NHS number in a registration
    And the diagnostics say what is invalid
    And nobody has been registered

    Examples:
      | fault                                  |
      | an NHS number of nine digits           |
      | an NHS number of eleven digits         |
      | an NHS number of letters               |
      | an NHS number with punctuation         |
      | an NHS number with a wrong check digit |

  @req:REG-006 @req:REG-042 @req:REG-027
  Scenario: A registration with two official names is refused
    Given somebody whom PDS verifies
    And the registration has two official names
    When the consumer registers them
    Then the provider refuses it as an invalid resource
    And nobody has been registered

  @req:REG-042 @req:REG-041 @req:REG-027
  Scenario Outline: A Patient that does not conform to its profile is refused: <fault>
    Given somebody whom PDS verifies
    And the registration has <fault>
    When the consumer registers them
    Then the provider refuses it as an invalid resource
    And the diagnostics say what is invalid
    And nobody has been registered

    Examples:
      | fault                      |
      | the NHS number twice       |
      | a photo                    |
      | an animal                  |
      | a communication            |
      | an address with a state    |
      | a telecom without a system |
      | a telecom without a value  |

  @req:REG-042 @req:REG-041 @req:REG-027
  Scenario Outline: A Patient that is not valid FHIR is refused: <fault>
    Given somebody whom PDS verifies
    And the registration has <fault>
    When the consumer registers them
    Then the provider refuses it as an invalid resource
    And the diagnostics say what is invalid
    And nobody has been registered

    Examples:
      | fault                                |
      | an element that FHIR does not know   |
      | a date of birth that is no date      |
      | a date of birth that no calendar has |
      | a gender that is no code             |
      | a name use that is no code           |
      | an address use that is no code       |
      | a telecom system that is no code     |
      | a name that is a text                |

  @req:REG-005
  Scenario Outline: A registration must hold nothing beyond what the page lists: <fault>
    Given somebody whom PDS verifies
    And the registration has <fault>
    When the consumer registers them
    Then the provider refuses it as more than a registration may hold
    And a refusal has registered nobody

    Examples:
      | fault                    |
      | an active                |
      | a maritalStatus          |
      | a multipleBirthBoolean   |
      | a deceasedDateTime       |
      | a generalPractitioner    |
      | a managingOrganization   |
      | a contact                |
      | a link                   |
      | a narrative              |
      | an ethnicCategory        |
      | a religiousAffiliation   |
      | a residentialStatus      |
      | a treatmentCategory      |
      | a patient-cadavericDonor |
      | a birthPlace             |
      | registrationDetails      |
      | a work address           |
      | an old address           |
      | a fax number             |

  @req:REG-004
  Scenario Outline: A registration must hold one of each at most: <fault>
    Given somebody whom PDS verifies
    And the registration has <fault>
    When the consumer registers them
    Then the provider refuses it as more than a registration may hold
    And a refusal has registered nobody

    Examples:
      | fault                   |
      | two home addresses      |
      | two temporary addresses |
      | two home phones         |
      | two work phones         |
      | two mobile phones       |
      | two temporary phones    |
      | two email addresses     |
      | two languages           |

  # The Parameters

  @req:REG-042 @req:REG-041 @req:REG-027
  Scenario Outline: Parameters that the operation does not define are refused: <fault>
    Given somebody whom PDS verifies
    And the registration has <fault>
    When the consumer registers them
    Then the provider refuses it as parameters that the operation does not define
    And the diagnostics say what is invalid
    And nobody has been registered

    Examples:
      | fault                                     |
      | no parameter                              |
      | the parameter twice                       |
      | another parameter besides                 |
      | a parameter of another name               |
      | a parameter name in another case          |
      | a parameter without a resource            |
      | a parameter with a value                  |
      | a parameter with another type of resource |

  @req:REG-042 @req:REG-027
  Scenario Outline: A body that is not Parameters is refused: <fault>
    Given somebody whom PDS verifies
    And the registration has <fault>
    When the consumer registers them
    Then the provider refuses it as a body that is not Parameters
    And nobody has been registered

    Examples:
      | fault                                      |
      | the Patient alone                          |
      | a Bundle in place of Parameters            |
      | a type of resource that FHIR does not know |
      | no type of resource                        |

  @req:REG-040 @req:REG-027
  Scenario Outline: A body that cannot be read is refused: <kind>
    Given somebody whom PDS verifies
    And the request that registers them
    And the body of the request is <kind>
    When the consumer sends it
    Then the provider refuses it as <situation>
    And nobody has been registered

    Examples:
      | kind                 | situation                  |
      | not JSON             | an unreadable body         |
      | cut short            | an unreadable body         |
      | empty                | a body that is no resource |
      | an empty JSON object | a body that is no resource |
      | a JSON list          | a body that is no resource |

  # The request

  @req:REG-040 @req:REG-027
  Scenario Outline: A registration without the header <name> is refused
    Given somebody whom PDS verifies
    And the request that registers them
    And the request lacks the header "<name>"
    When the consumer sends it
    Then the provider refuses it as a missing or wrong header
    And nobody has been registered

    Examples:
      | name              |
      | Ssp-TraceID       |
      | Ssp-From          |
      | Ssp-To            |
      | Ssp-InteractionID |

  @req:REG-040 @req:REG-027
  Scenario: A registration without an audit token is refused
    Given somebody whom PDS verifies
    And the request that registers them
    And the request lacks the header "Authorization"
    When the consumer sends it
    Then the provider refuses it as a request without its audit token
    And nobody has been registered

  @req:REG-040 @req:REG-027
  Scenario Outline: A registration with the interaction ID of another interaction is refused: <interaction>
    Given somebody whom PDS verifies
    And the request that registers them
    And the request carries the interaction ID of "<interaction>"
    When the consumer sends it
    Then the provider refuses it as an interaction ID of another interaction
    And nobody has been registered

    Examples:
      | interaction         |
      | find-a-patient      |
      | read-a-patient      |
      | book-an-appointment |

  @req:REG-040 @req:REG-027
  Scenario Outline: A registration by another verb than POST is refused: <verb>
    Given somebody whom PDS verifies
    And the request that registers them
    And the request is sent with the verb <verb>
    When the consumer sends it
    Then the provider refuses it as a wrong HTTP verb
    And nobody has been registered

    Examples:
      | verb |
      | GET  |
      | PUT  |

  @req:REG-040 @req:REG-027
  Scenario Outline: A registration at another place than the operation's is refused: <path>
    Given somebody whom PDS verifies
    And the request that registers them
    And the request is sent to "<path>"
    When the consumer sends it
    Then the provider refuses it as an operation that is not there
    And nobody has been registered

    Examples:
      | path                           |
      | Patient/$gpc.registerpatien    |
      | Patient/1/$gpc.registerpatient |
      | $gpc.registerpatient           |

  @req:REG-040 @req:REG-027
  Scenario Outline: A registration in another media type than FHIR's is refused: <type>
    Given somebody whom PDS verifies
    And the request that registers them
    And the header "Content-Type" is "<type>"
    When the consumer sends it
    Then the provider refuses it as a request body of an unsupported media type
    And nobody has been registered

    Examples:
      | type                              |
      | text/plain                        |
      | application/x-www-form-urlencoded |
