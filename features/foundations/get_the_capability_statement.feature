@get-the-capability-statement
Feature: Get the FHIR capability statement

  @req:CAP-001 @req:CAP-003 @req:CAP-010 @req:CAP-011 @req:CAP-012 @req:CAP-015
  Scenario: The provider returns its capability statement
    When the consumer gets the capability statement
    Then the provider returns a conformant CapabilityStatement

  @req:CAP-004
  Scenario: The capability statement says which version of the specification the server implements
    When the consumer gets the capability statement
    Then the provider returns a conformant CapabilityStatement
    And it states the version of the specification

  @req:CAP-005
  Scenario: The capability statement says the FHIR version
    When the consumer gets the capability statement
    Then the provider returns a conformant CapabilityStatement
    And it states the FHIR version

  @req:CAP-011 @req:CAP-010
  Scenario: A provider of Appointment Management declares all of it
    Given a provider that declares Appointment Management
    When the consumer gets the capability statement
    Then the provider returns a conformant CapabilityStatement

  @req:CAP-014
  Scenario: The format of the capability statement can be asked for
    Given a request to get the capability statement
    And the request has one more parameter "_format" with the value "application/fhir+json"
    When the consumer sends it
    Then the provider returns a conformant CapabilityStatement

  @req:CAP-014
  Scenario: A request for the capability statement may have a parameter that the provider does not know
    Given a request to get the capability statement
    And the request has one more parameter "colour" with the value "blue"
    When the consumer sends it
    Then the provider returns a conformant CapabilityStatement

  @req:CAP-016
  Scenario Outline: A request for the capability statement with the interaction ID of another interaction is refused
    Given a request to get the capability statement
    And the request carries the interaction ID of "<interaction id of>"
    When the consumer sends it
    Then the provider refuses it as an interaction ID of another interaction

    Examples:
      | interaction id of    |
      | read-a-patient       |
      | find-an-organisation |

  @req:CAP-016
  Scenario Outline: A request for the capability statement without one of the Spine headers is refused
    Given a request to get the capability statement
    And the request lacks the header "<header>"
    When the consumer sends it
    Then the provider refuses it as a missing or wrong header

    Examples:
      | header            |
      | Ssp-TraceID       |
      | Ssp-From          |
      | Ssp-To            |
      | Ssp-InteractionID |

  @req:CAP-016
  Scenario: A request for the capability statement without an audit token is refused
    Given a request to get the capability statement
    And the request lacks the header "Authorization"
    When the consumer sends it
    Then the provider refuses it as a request without its audit token

  @req:CAP-013
  Scenario Outline: A request for the capability statement with the wrong HTTP verb is refused
    Given a request to get the capability statement
    And the request is sent with the verb <verb>
    When the consumer sends it
    Then the provider refuses it as a wrong HTTP verb

    Examples:
      | verb |
      | POST |
      | PUT  |
