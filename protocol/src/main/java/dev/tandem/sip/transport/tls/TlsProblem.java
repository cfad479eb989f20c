package dev.tandem.sip.transport.tls;

/// What is wrong with a file, and what to do.
///
/// @param key of the setting that names it, below `tandem.sip.transport.tls`
public record TlsProblem(String key, String text) {
  @Override
  public String toString() {
    return "tandem.sip.transport.tls." + key + ": " + text;
  }
}
