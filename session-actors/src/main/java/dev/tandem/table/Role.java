package dev.tandem.table;

/// Which side of a call a session is: it calls or is called. Rows may also be for `B2BUA`, sessions
/// of either side that have another leg, or for `Both`.
public enum Role implements Word {
  UAC("UAC", "the session calls"),
  UAS("UAS", "the session is called"),
  B2BUA("B2BUA", "the session stands between two: it has another leg, as the guard `HasPeer` says"),
  BOTH("Both", "any session; the default of a row without `role`");

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
