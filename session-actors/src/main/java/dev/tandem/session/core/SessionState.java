package dev.tandem.session.core;

import dev.tandem.protocol.EndCause;
import dev.tandem.protocol.SessionId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a session knows. Immutable; [SessionCore#evolve] makes the next one.
///
/// @param place where it is in its state table
/// @param call who calls whom; null while idle
/// @param dialog null until there is one (UAC: from the INVITE on, with an empty remote tag)
/// @param renewal what is under way to bring the peer up to date
/// @param extensions of SIP that are in use
/// @param ending null while the call goes on
public record SessionState(
    SessionId id,
    Place place,
    @Nullable Call call,
    @Nullable CallDialog dialog,
    Media media,
    Links links,
    Renewal renewal,
    Extensions extensions,
    @Nullable Ending ending) {
  public static final String IDLE = "Idle";

  /// @param state name in the state table; `Idle` before the first fact
  /// @param conditions of the table, without those at zero
  /// @param table its name, null for that of the node the session is on
  record Place(String state, Map<String, Integer> conditions, @Nullable String table) {}

  /// @param cause why it is ending or has ended
  /// @param at when it was hung up or ended
  record Ending(EndCause cause, @Nullable Instant at) {}

  public static SessionState idle(SessionId id) {
    return new SessionState(
        id,
        new Place(IDLE, Map.of(), null),
        null,
        null,
        Media.NONE,
        Links.NONE,
        Renewal.NONE,
        Extensions.NONE,
        null);
  }

  public String state() {
    return place.state;
  }

  public Map<String, Integer> conditions() {
    return place.conditions;
  }

  public @Nullable String table() {
    return place.table;
  }

  public @Nullable EndCause end() {
    return ending == null ? null : ending.cause;
  }

  public @Nullable Instant ended() {
    return ending == null ? null : ending.at;
  }

  private SessionState with(Place now) {
    return new SessionState(id, now, call, dialog, media, links, renewal, extensions, ending);
  }

  SessionState with(String state) {
    return with(new Place(state, place.conditions, place.table));
  }

  SessionState noting(Map<String, Integer> conditions) {
    return with(new Place(place.state, conditions, place.table));
  }

  SessionState by(String table) {
    return with(new Place(place.state, place.conditions, table));
  }

  SessionState with(Call now) {
    return new SessionState(id, place, now, dialog, media, links, renewal, extensions, ending);
  }

  SessionState with(@Nullable CallDialog now) {
    return new SessionState(id, place, call, now, media, links, renewal, extensions, ending);
  }

  SessionState with(Media now) {
    return new SessionState(id, place, call, dialog, now, links, renewal, extensions, ending);
  }

  SessionState with(Links now) {
    return new SessionState(id, place, call, dialog, media, now, renewal, extensions, ending);
  }

  SessionState with(Renewal now) {
    return new SessionState(id, place, call, dialog, media, links, now, extensions, ending);
  }

  SessionState with(Extensions now) {
    return new SessionState(id, place, call, dialog, media, links, renewal, now, ending);
  }

  SessionState ending(EndCause cause, @Nullable Instant at) {
    return new SessionState(
        id, place, call, dialog, media, links, renewal, extensions, new Ending(cause, at));
  }

  /// Whether the dialog is up on both sides: answered and acknowledged, and not being ended.
  boolean isEstablished() {
    return call != null
        && call.answered() != null
        && (!call.incoming() || call.invitation() == null)
        && ending == null;
  }

  public boolean isIdle() {
    return call == null;
  }

  /// The call, where a row of the table has made sure that there is one.
  Call theCall() {
    if (call == null) {
      throw new IllegalStateException("session " + id + " has no call in state " + place.state);
    }
    return call;
  }

  CallDialog theDialog() {
    if (dialog == null) {
      throw new IllegalStateException("session " + id + " has no dialog in state " + place.state);
    }
    return dialog;
  }
}
