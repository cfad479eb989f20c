package dev.tandem.sdp;

/// Our side of the `o=` line. The caller keeps it and adds one to `version` whenever the
/// description it sends changes (RFC 3264 §8); an unchanged description keeps its version.
///
/// @param id unique for the session, not negative
/// @param version not negative
public record Origin(long id, long version) {
  public Origin {
    if (id < 0 || version < 0) {
      throw new IllegalArgumentException("o= numbers must not be negative: " + id + " " + version);
    }
  }

  public Origin next() {
    return new Origin(id, version + 1);
  }
}
