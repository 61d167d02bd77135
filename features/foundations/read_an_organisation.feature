@read-an-organisation
Feature: Read an organisation

  @req:RORG-002
  Scenario: The provider returns the organisation with this logical ID
    Given the organisation in the role "practice"
    When the consumer reads the organisation
    Then the provider returns a conformant Organization

  @req:RORG-001
  Scenario Outline: An organisation that is not there is refused
    Given a request to read an organisation
    And the logical ID is "<logical id>"
    When the consumer sends it
    Then the provider refuses it as an unknown organisation

    Examples:
      | logical id     |
      | does-not-exist |
