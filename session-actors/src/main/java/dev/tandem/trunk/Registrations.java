package dev.tandem.trunk;

import dev.tandem.protocol.EdgeReply;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.TrunkCommand;
import dev.tandem.protocol.TrunkInfo;
import dev.tandem.protocol.TrunkReply;
import dev.tandem.trunk.Registration.Next;
import dev.tandem.trunk.Registration.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries out a [Registration] for one trunk: sends, waits, and looks whether the edge that the
/// Contact leads to is still there.
final class Registrations {
  private static final Logger LOG = LoggerFactory.getLogger(Registrations.class);

  /// Longer than an edge takes to give up.
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  /// As long as a registrar may be silent when there is another.
  private static final Duration PATIENCE_WITH_ONE = Duration.ofSeconds(8);

  private static final Duration FAREWELL = Duration.ofSeconds(2);

  /// A cluster that lives on after all registers again.
  private static final Duration AFTER_FAREWELL = Duration.ofSeconds(30);

  private static final String TIMER = "register";

  sealed interface Own extends TrunkCommand.Internal {}

  private record Due() implements Own {}

  /// @param number of the request
  private record Heard(int number, String line, String edgeNode, @Nullable EdgeReply reply)
      implements Own {}

  private final TrunkSettings settings;
  private final TrunkRequests requests;
  private final Lines lines;
  private final TrunkDoors doors;
  private final ActorContext<TrunkCommand> ctx;
  private final TimerScheduler<TrunkCommand> timers;
  private final List<ActorRef<TrunkReply>> leaving = new ArrayList<>();

  private Registration state = Registration.NONE;
  private List<String> stale = List.of();
  private @Nullable String leadsTo;
  private @Nullable Instant until;
  private boolean ending;
  private boolean challengedAtEnd;
  private boolean underWay;
  private int number;

  Registrations(
      TrunkSettings settings,
      TrunkRequests requests,
      Lines lines,
      TrunkDoors doors,
      ActorContext<TrunkCommand> ctx,
      TimerScheduler<TrunkCommand> timers) {
    this.settings = settings;
    this.requests = requests;
    this.lines = lines;
    this.doors = doors;
    this.ctx = ctx;
    this.timers = timers;
  }

  void begin() {
    if (settings.register().wanted()) {
      ending = false;
      carryOut(state.begin(settings.register()));
    }
  }

  /// What the Contact leads to may have died or be about to leave: then through another, at once.
  void look() {
    String edge = leadsTo;
    if (edge != null && !underWay && !ending && !doors.takesCalls(edge) && doors.edge() != null) {
      LOG.info("trunk {}: registers by another edge, {} is gone", settings.name(), edge);
      leadsTo = null;
      begin();
    }
  }

  void own(Own own) {
    switch (own) {
      case Due _ -> begin();
      case Heard heard -> {
        if (heard.number() == number) {
          underWay = false;
          if (ending) {
            ended(heard);
          } else {
            heard(heard);
          }
        }
      }
    }
  }

  private void carryOut(Registration.Step step) {
    state = step.state();
    switch (step.next()) {
      case Next.Send(var credentials) -> send(state.asked(), credentials);
      case Next.Wait(var time) -> timers.startSingleTimer(TIMER, new Due(), time);
    }
  }

  private void send(Duration expires, List<Header> credentials) {
    timers.cancel(TIMER);
    int sent = ++number;
    var door = doors.edge();
    if (door == null) {
      ctx.getSelf().tell(new Heard(sent, "", "", null));
      return;
    }
    underWay = true;
    String line = requests.line(door.node());
    String registrar = settings.register().registrars().get(state.registrar());
    ctx.ask(
        EdgeReply.class,
        door.edge(),
        patience(),
        (ActorRef<EdgeReply> replyTo) ->
            requests.register(registrar, door.node(), expires, credentials, stale, replyTo),
        (reply, _) -> new Heard(sent, line, door.node(), reply));
  }

  private Duration patience() {
    boolean another = settings.register().registrars().size() > 1;
    return ending ? FAREWELL : another ? PATIENCE_WITH_ONE : PATIENCE;
  }

  private void heard(Heard heard) {
    Outcome outcome =
        heard.line().isEmpty()
            ? new Outcome.Silent("no edge in the cluster")
            : RegisterAnswers.outcome(heard.reply(), state.asked(), heard.line());
    TrunkInfo.Registration before = state.phase();
    String problem = state.problem();
    var step = state.heard(outcome, settings.register(), ThreadLocalRandom.current().nextDouble());
    if (outcome instanceof Outcome.Granted(var expires)) {
      leadsTo = heard.edgeNode();
      until = Instant.now().plus(expires);
      boolean more = stale.isEmpty();
      stale = RegisterAnswers.stale(heard.reply(), settings.name(), heard.line(), lines);
      if (more && !stale.isEmpty()) { // once; what stays all the same expires
        step = new Registration.Step(step.state(), new Next.Send(List.of()));
      }
    }
    carryOut(step);
    say(before, problem);
  }

  private void say(TrunkInfo.Registration before, @Nullable String problem) {
    if (state.phase() == TrunkInfo.Registration.REGISTERED && before != state.phase()) {
      LOG.info("trunk {}: registered at {} until {}", settings.name(), registrar(), until);
    } else if (state.problem() != null && !state.problem().equals(problem)) {
      LOG.warn("trunk {}: not registered, {}", settings.name(), state.problem());
    }
  }

  /// Takes the Contact back. Only when nobody else will keep it.
  void end(ActorRef<TrunkReply> replyTo) {
    boolean registered = until != null && until.isAfter(Instant.now());
    if (!settings.register().wanted() || !registered) {
      replyTo.tell(new TrunkReply.Unregistered());
      return;
    }
    leaving.add(replyTo);
    if (!ending) {
      ending = true;
      challengedAtEnd = false;
      send(Duration.ZERO, List.of());
    }
  }

  private void ended(Heard heard) {
    boolean challenged =
        heard.reply() instanceof EdgeReply.Answered(var response)
            && !response.credentials().isEmpty();
    if (challenged
        && !challengedAtEnd
        && heard.reply() instanceof EdgeReply.Answered(var response)) {
      challengedAtEnd = true;
      send(Duration.ZERO, response.credentials());
      return;
    }
    leadsTo = null;
    until = null;
    state = Registration.NONE;
    leaving.forEach(it -> it.tell(new TrunkReply.Unregistered()));
    leaving.clear();
    timers.startSingleTimer(TIMER, new Due(), AFTER_FAREWELL);
  }

  TrunkInfo.Registration phase() {
    return settings.register().wanted() ? state.phase() : TrunkInfo.Registration.OFF;
  }

  @Nullable String registrar() {
    return settings.register().wanted()
        ? settings.register().registrars().get(state.registrar())
        : null;
  }

  @Nullable Instant until() {
    Instant now = until;
    return now != null && now.isAfter(Instant.now()) ? now : null;
  }

  @Nullable String problem() {
    return state.problem();
  }
}
