package dev.tandem.table;

/// Which side of a call a session is. A session has one of the first three; rows may say `Both`,
/// which applies to any role that has no row of its own.
public enum Role implements Word {
  UAC("UAC", "the session calls"),
  UAS("UAS", "the session is called"),
  B2BUA("B2BUA", "the session stands between two others"),
  BOTH("Both", "any role; the default of a row without `role`");

  private final String yaml;
  private final String meaning;

  Role(String yaml, String meaning) {
    this.yaml = yaml;
    this.meaning = meaning;
  }

  @Override
  public String yaml() {
    return yaml;
  }

  @Override
  public String meaning() {
    return meaning;
  }
}
