package dev.tandem.session;

import dev.tandem.protocol.CallPlan;
import dev.tandem.protocol.DialogTags;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.SessionInfo;
import dev.tandem.protocol.SessionReply;
import dev.tandem.protocol.Verdict;
import dev.tandem.session.core.Decision;
import dev.tandem.session.core.Environment;
import dev.tandem.session.core.MediaWish;
import dev.tandem.session.core.SessionAction;
import dev.tandem.session.core.SessionCore;
import dev.tandem.session.core.SessionEvent;
import dev.tandem.session.core.SessionInput;
import dev.tandem.session.core.SessionState;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.BackoffSupervisorStrategy;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.jspecify.annotations.Nullable;

/// Gives [SessionCore] a mailbox, a journal and timers. Decides nothing itself.
///
/// Facts are written before anything that others can see is done; work that can be repeated unseen
/// ([SessionAction.Tentative]) does not wait for them, so that an ordinary call needs three writes.
/// The session's present state is therefore in its [SessionBook]; Pekko's own copy is what is in
/// the journal.
public final class SessionEntity
    extends EventSourcedBehavior<SessionCommand, SessionEvent, SessionState> {
  public static final EntityTypeKey<SessionCommand> KEY =
      EntityTypeKey.create(SessionCommand.class, "session");

  private static final BackoffSupervisorStrategy RESTART =
      SupervisorStrategy.restartWithBackoff(Duration.ofMillis(50), Duration.ofSeconds(1), 0.2);

  private final SessionId id;
  private final Environment environment;
  private final SessionBook book;
  private final SessionDoors doors;
  private final LiveSessions live;
  private final SessionWork work;
  private final SessionAskers askers;
  private final KeySender keys;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final ActorContext<SessionCommand> ctx;

  private boolean leaving;
  private boolean registered;

  /// @param shard told when the session is over
  public static Behavior<SessionCommand> create(
      SessionId id,
      SessionTables tables,
      SessionSettings settings,
      DialogTags tags,
      SessionDoors doors,
      LiveSessions live,
      ActorRef<ClusterSharding.ShardCommand> shard) {
    return Behaviors.setup(ctx ->
        Behaviors.withTimers(timers -> {
          var work = new SessionWork(id, ctx, timers, doors, settings, live);
          return new SessionEntity(id, tables, tags, doors, work, live, shard, ctx);
        }));
  }

  private SessionEntity(
      SessionId id,
      SessionTables tables,
      DialogTags tags,
      SessionDoors doors,
      SessionWork work,
      LiveSessions live,
      ActorRef<ClusterSharding.ShardCommand> shard,
      ActorContext<SessionCommand> ctx) {
    super(PersistenceId.of(KEY.name(), id.value()), RESTART);
    this.id = id;
    this.doors = doors;
    this.environment = new NodeEnvironment(tags, doors);
    this.book = new SessionBook(SessionState.idle(id), tables, environment, live);
    this.live = live;
    this.work = work;
    this.keys = new KeySender(id);
    this.shard = shard;
    this.ctx = ctx;
    work.mutedAs(() -> book.state().media().muting());
    this.askers = new SessionAskers(() -> Snapshots.of(book.state(), doors.node(), book.isOver()));
  }

  @Override
  public SessionState emptyState() {
    return SessionState.idle(id);
  }

  @Override
  public EventHandler<SessionState, SessionEvent> eventHandler() {
    return SessionCore::evolve;
  }

  @Override
  public CommandHandler<SessionCommand, SessionEvent, SessionState> commandHandler() {
    return (_, command) -> onCommand(command);
  }

  @Override
  public SignalHandler<SessionState> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), this::recovered)
        .onSignal(PostStop.instance(), _ -> stopped())
        .build();
  }

  private void stopped() {
    live.remove(id);
    if (registered && !leaving && !book.isOver()) {
      doors.handedOver(id);
    }
  }

  private void recovered(SessionState state) {
    if (state.isIdle()) {
      return;
    }
    Decision decision = book.recovered(state);
    if (!book.isOver()) {
      live.recovered.increment();
      register();
      work.resume(book.state());
      work.perform(decision.actions(), book, askers::snapshot);
    }
  }

  private Effect<SessionEvent, SessionState> onCommand(SessionCommand command) {
    return switch (command) {
      case SessionCommand.Describe(var replyTo) -> {
        askers.describe(book.state(), replyTo);
        yield done();
      }
      case SessionCommand.AwaitAnswer(var replyTo) -> {
        askers.await(book.state(), replyTo);
        yield done();
      }
      case SessionCommand.AuditLeg(var leg, var node) -> {
        work.audit(book.state(), leg, node, book.isOver());
        yield done();
      }
      case SessionCommand.Recount(var replyTo) -> {
        replyTo.tell(
            book.state().isIdle()
                ? new SessionReply.Refused(ErrorKind.NOT_FOUND, "there is no session " + id)
                : new SessionReply.Happened(book.history(doors.node(), askers.snapshot().role())));
        yield done();
      }
      case SessionCommand.Originate(var plan, var table, var replyTo) -> {
        if (table != null && book.state().isIdle()) {
          book.follow(table);
        }
        yield originate(plan, replyTo);
      }
      case SessionCommand.Decide(Verdict.ByTable(var table, var verdict), var replyTo) -> {
        if (askers.snapshot().phase() == SessionInfo.Phase.SETUP) {
          book.follow(table);
        }
        yield decide(new SessionInput.Decided(verdict), replyTo);
      }
      case SessionCommand.Decide(var verdict, var replyTo) ->
          decide(new SessionInput.Decided(verdict), replyTo);
      case SessionCommand.Terminate(var cause, var replyTo) ->
          decide(new SessionInput.HangUp(cause), replyTo);
      case SessionCommand.Hold(boolean on, var replyTo) ->
          undertake(
              new SessionInput.Hold(on), replyTo, () -> askers.holding(book.state(), on, replyTo));
      case SessionCommand.Update(var options, var direction, var replyTo) -> {
        MediaWish asked = MediaWish.asked(book.state(), options, direction);
        yield undertake(
            new SessionInput.Update(options, direction),
            replyTo,
            () -> askers.updating(asked, replyTo));
      }
      case SessionCommand.Mute(var which, boolean on, var replyTo) ->
          decide(new SessionInput.Mute(which, on), replyTo);
      case SessionCommand.Transfer(var target, var replyTo) ->
          undertake(new SessionInput.Refer(target), replyTo, () -> askers.transferring(replyTo));
      case SessionCommand.Move(var targets, var replyTo) ->
          undertake(new SessionInput.Move(targets), replyTo, () -> askers.transferring(replyTo));
      case SessionCommand.TransferInto(var consulting, var replyTo) -> {
        work.passOn(book.state(), consulting, replyTo);
        yield done();
      }
      case SessionCommand.Press order -> keys.take(order) ? press() : done();
      case SessionWork.Own own -> own(own);
      case SessionCommand.Internal _ -> Effect().unhandled();
      case SessionCommand.News news -> news(news);
    };
  }

  private Effect<SessionEvent, SessionState> news(SessionCommand.News news) {
    if (news instanceof SessionCommand.Responded(var request, var response)
        && request.startsWith(KeySender.INFO)) {
      keyAnswered(request, response.status(), response.reason());
    }
    if (news instanceof SessionCommand.Unanswered(var request, var failure)
        && request.startsWith(KeySender.INFO)) {
      keyAnswered(request, 408, failure.name());
    }
    if (news instanceof SessionCommand.LeaveMedia(var node, boolean lost) && lost) {
      work.lost(node);
    }
    SessionInput input = Inputs.of(news);
    return input == null ? done() : decide(input, null);
  }

  /// By a trunk only when that admits it: it is asked before anything is kept of the call.
  private Effect<SessionEvent, SessionState> originate(
      CallPlan plan, ActorRef<SessionReply> replyTo) {
    var admission = book.state().isIdle() ? doors.admit(id, plan) : null;
    if (admission == null) {
      askers.originating(book.state(), replyTo);
      return decide(new SessionInput.Make(plan), null);
    }
    ctx.pipeToSelf(
        admission,
        (said, _) -> new SessionWork.Admitted(plan, Objects.requireNonNull(said), replyTo));
    return done();
  }

  private Effect<SessionEvent, SessionState> admitted(SessionWork.Admitted admitted) {
    return switch (admitted.admission()) {
      case SessionDoors.Admission.Granted(var dressed) -> {
        askers.originating(book.state(), admitted.replyTo());
        yield decide(new SessionInput.Make(dressed), null);
      }
      case SessionDoors.Admission.Denied(int status, var error, var detail) -> {
        SessionId caller = admitted.plan().forwardedFor();
        if (caller != null) {
          doors.tell(caller, new SessionCommand.PeerFails(id, status, detail, null));
        }
        admitted.replyTo().tell(new SessionReply.Refused(error, detail));
        if (book.state().isIdle()) {
          leave();
        }
        yield done();
      }
    };
  }

  /// Answered at once only when it is refused: else when the peer has agreed, or it is known how it
  /// went.
  private Effect<SessionEvent, SessionState> undertake(
      SessionInput input, ActorRef<SessionReply> replyTo, Runnable awaiting) {
    Decision decision = book.decide(input);
    if (decision.refusal() != null) {
      askers.answer(replyTo, id, decision.refusal());
      return done();
    }
    awaiting.run();
    return carryOut(decision, null);
  }

  private Effect<SessionEvent, SessionState> press() {
    Character key = keys.key();
    if (key == null) {
      Duration pause = keys.pause();
      if (pause != null) {
        work.keyDue(pause, true);
      }
      return done();
    }
    Decision decision = book.decide(new SessionInput.Press(key, keys.duration()));
    Decision.Refusal refusal = decision.refusal();
    if (refusal != null) {
      keys.refused(refusal.error(), refusal.detail());
      return keys.pause() == null ? done() : press();
    }
    for (SessionAction action : decision.actions()) {
      if (action instanceof SessionAction.Send send) {
        keys.sent(send.request());
      }
    }
    return carryOut(decision, null);
  }

  private void keyAnswered(String request, int status, String reason) {
    Duration wait = keys.answered(request, status, reason);
    if (wait != null) {
      work.keyDue(wait, false);
    }
  }

  private Effect<SessionEvent, SessionState> own(SessionWork.Own own) {
    return switch (own) {
      case SessionWork.Repeat _ -> {
        work.repeatAnswer();
        yield done();
      }
      case SessionWork.KeyDue(boolean paused) -> !paused || keys.next() ? press() : done();
      case SessionWork.Again(var input) -> decide(input, null);
      case SessionWork.Admitted admitted -> admitted(admitted);
      case SessionWork.Fired fired ->
          work.isDue(fired) ? decide(new SessionInput.Timeout(fired.timer()), null) : done();
      case SessionWork.MediaReplied(var reply) -> {
        SessionInput input = work.heard(reply);
        yield input == null ? done() : decide(input, null);
      }
    };
  }

  private Effect<SessionEvent, SessionState> decide(
      SessionInput input, @Nullable ActorRef<SessionReply> replyTo) {
    return carryOut(book.decide(input), replyTo);
  }

  private Effect<SessionEvent, SessionState> carryOut(
      Decision decision, @Nullable ActorRef<SessionReply> replyTo) {
    List<SessionEvent> facts = book.take(decision);
    if (facts.isEmpty()) {
      finish(decision, replyTo);
      return done();
    }
    return Effect().persist(facts).thenRun(_ -> finish(decision, replyTo));
  }

  private void finish(Decision decision, @Nullable ActorRef<SessionReply> replyTo) {
    work.perform(decision.actions(), book, askers::snapshot);
    askers.answer(replyTo, id, decision.refusal());
    if (book.state().isIdle()) {
      leave(); // nobody has ever called this id, or the call was refused before it began
      return;
    }
    if (!decision.facts().isEmpty()) {
      register();
    }
    askers.changed(book.state(), book.isOver());
    if (book.isOver()) {
      work.end();
      keys.end();
      leave();
    }
  }

  private void register() {
    if (!registered && !leaving) {
      registered = true;
      live.put(id, askers::snapshot, ctx.getSelf(), Snapshots.trunk(book.state()));
    }
  }

  private void leave() {
    if (!leaving) {
      leaving = true;
      live.remove(id);
      String trunk = Snapshots.trunk(book.state());
      if (trunk != null) {
        doors.over(trunk, id);
      }
      shard.tell(new ClusterSharding.Passivate<>(ctx.getSelf()));
    }
  }

  private Effect<SessionEvent, SessionState> done() {
    return Effect().none();
  }
}
