package dev.tandem.session;

import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.LegId;
import dev.tandem.protocol.MediaCommand;
import dev.tandem.protocol.MediaReply;
import dev.tandem.protocol.Muting;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.session.SessionDoors.MediaDoor;
import dev.tandem.session.core.Leg;
import dev.tandem.session.core.SessionAction;
import dev.tandem.session.core.SessionInput;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/// A session's dealings with media nodes: where its leg is opened, and a second try where the first
/// node refuses.
final class SessionLegs {
  private static final int MAX_TRIES = 3;

  private final ActorContext<SessionCommand> ctx;
  private final SessionDoors doors;
  private final Set<String> tried = new HashSet<>(2);
  private @Nullable ActorRef<MediaReply> replies;
  private SessionAction.@Nullable OpenLeg opening;

  /// Where the leg that is being opened, or was last, is.
  private String node = "";

  private String openingAt = "";
  private Supplier<Muting> muting = () -> Muting.NONE;
  private Muting openedMuted = Muting.NONE;

  SessionLegs(ActorContext<SessionCommand> ctx, SessionDoors doors) {
    this.ctx = ctx;
    this.doors = doors;
  }

  void mutedAs(Supplier<Muting> now) {
    muting = now;
  }

  void open(SessionAction.OpenLeg open) {
    tried.clear();
    opening = open;
    tryNext("no media node is there");
  }

  private void tryNext(String problem) {
    SessionAction.OpenLeg open = opening;
    if (open == null) {
      return;
    }
    MediaDoor door = choose(open);
    if (door == null) {
      opening = null;
      ctx.getSelf()
          .tell(
              new SessionWork.MediaReplied(
                  new MediaReply.Refused(open.leg(), MediaReply.Cause.OVERLOADED, problem)));
      return;
    }
    tried.add(door.node());
    openingAt = door.node();
    node = door.node();
    openedMuted = muting.get();
    door.pool()
        .tell(
            new MediaCommand.Open(
                open.leg(), open.remote(), open.treatment(), openedMuted, replies()));
  }

  private @Nullable MediaDoor choose(SessionAction.OpenLeg open) {
    String wanted = open.mediaNode();
    if (tried.size() >= MAX_TRIES || (wanted != null && !tried.isEmpty())) {
      return null;
    }
    if (wanted == null) {
      return doors.chooseMedia(tried);
    }
    ActorRef<MediaCommand> pool = doors.media(wanted);
    return pool == null ? null : new MediaDoor(wanted, pool);
  }

  void change(SessionAction.ChangeLeg change) {
    ActorRef<MediaCommand> pool = doors.media(change.mediaNode());
    if (pool == null) {
      ctx.getSelf().tell(new SessionWork.MediaReplied(new MediaReply.Unknown(change.leg())));
    } else {
      pool.tell(
          new MediaCommand.Change(
              change.leg(), change.remote(), change.treatment(), muting.get(), replies()));
    }
  }

  /// @param where empty for the node the leg is being opened on
  void close(LegId leg, String where) {
    if (opening != null && opening.leg().equals(leg)) {
      opening = null;
    }
    ActorRef<MediaCommand> pool = doors.media(where.isEmpty() ? node : where);
    if (pool != null) {
      pool.tell(new MediaCommand.Close(leg, null));
    }
  }

  /// That media node is gone: what was asked of it is asked of another one.
  void lost(String lostNode) {
    if (opening != null && openingAt.equals(lostNode)) {
      tryNext("media node " + lostNode + " is gone");
    }
  }

  boolean isOpening(LegId leg) {
    return opening != null && opening.leg().equals(leg);
  }

  boolean isOpening() {
    return opening != null;
  }

  void resume(Leg leg) {
    node = leg.mediaNode();
  }

  @Nullable SessionInput heard(MediaReply reply) {
    return switch (reply) {
      case MediaReply.Opened(var leg, var host, int rtpPort, _) -> {
        boolean awaited = isOpening(leg);
        opening = awaited ? null : opening;
        if (awaited && openedMuted != muting.get()) {
          change(new SessionAction.ChangeLeg(leg, openingAt, null, null));
        }
        yield new SessionInput.LegOpened(leg, awaited ? openingAt : node, host, rtpPort);
      }
      case MediaReply.Refused refused -> refused(refused);
      case MediaReply.Changed(var leg) -> new SessionInput.LegChanged(leg);
      case MediaReply.Unknown(var leg) ->
          new SessionInput.LegFailed(
              leg, ErrorKind.NOT_FOUND, "the media node does not know the leg any more");
      case MediaReply.Closed _, MediaReply.Described _ -> null;
    };
  }

  private @Nullable SessionInput refused(MediaReply.Refused refused) {
    SessionAction.OpenLeg open = opening;
    if (open != null && open.leg().equals(refused.leg())) {
      tryNext(refused.detail());
      return null;
    }
    return new SessionInput.LegFailed(
        refused.leg(), ErrorKind.RESOURCE_EXHAUSTED, refused.detail());
  }

  private ActorRef<MediaReply> replies() {
    if (replies == null) {
      replies = ctx.messageAdapter(MediaReply.class, SessionWork.MediaReplied::new);
    }
    return replies;
  }
}
