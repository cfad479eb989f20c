package dev.tandem.node.edge.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.node.edge.resolve.Question.Kind;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class NamesTest {
  static final Answer NOTHING = new Answer.Nothing();
  static final Answer FAILED = new Answer.Failed();
  static final String SETTINGS =
      """
      tandem.sip.dns { max-names = 3, max-look-ups = 3, max-waiting = 5, negative-lifetime = 20 s
        min-lifetime = 10 s, max-lifetime = 100 s }
      """;

  final List<Question> asked = new ArrayList<>();
  final Deque<Consumer<Answer>> open = new ArrayDeque<>();
  final List<Answer> heard = new ArrayList<>();
  long now;
  final Names names =
      new Names(
          (question, then) -> {
            asked.add(question);
            open.add(then);
          },
          new Home(Map.of("printer.example", List.of(address(9)))),
          Runnable::run,
          () -> now,
          Dnses.settings(SETTINGS));

  static InetAddress address(int last) {
    return InetAddress.ofLiteral("192.0.2." + last);
  }

  static Answer found(int last, int seconds) {
    return new Answer.Found(
        List.of(new Resource.Address(address(last))), Duration.ofSeconds(seconds));
  }

  void ask(String name) {
    names.ask(new Question(name, Kind.A), heard::add);
  }

  void answer(Answer answer) {
    open.remove().accept(answer);
  }

  void pass(int seconds) {
    now += Duration.ofSeconds(seconds).toNanos();
  }

  @Test
  void anAnswerIsBelievedAsLongAsItSays() {
    ask("a.example");
    answer(found(1, 60));
    pass(59);
    ask("A.EXAMPLE.");
    assertThat(asked).hasSize(1);
    pass(1);
    ask("a.example");
    answer(found(2, 60));

    assertThat(asked).hasSize(2);
    assertThat(heard).containsExactly(found(1, 60), found(1, 60), found(2, 60));
  }

  @Test
  void aShortLifetimeIsLengthened() {
    ask("a.example");
    answer(found(1, 0));
    pass(9);
    ask("a.example");
    assertThat(asked).hasSize(1);
    pass(1);
    ask("a.example");
    assertThat(asked).hasSize(2);
  }

  @Test
  void aLongLifetimeIsShortened() {
    ask("a.example");
    answer(found(1, Integer.MAX_VALUE));
    pass(99);
    ask("a.example");
    assertThat(asked).hasSize(1);
    pass(1);
    ask("a.example");
    assertThat(asked).hasSize(2);
  }

  @Test
  void thatThereIsNothingIsRememberedToo() {
    ask("a.example");
    answer(NOTHING);
    pass(19);
    ask("a.example");
    assertThat(asked).hasSize(1);
    pass(1);
    ask("a.example");
    assertThat(asked).hasSize(2);
  }

  @Test
  void aFailureIsRememberedForAMomentOnly() {
    ask("a.example");
    answer(FAILED);
    pass(1);
    ask("a.example");
    assertThat(heard).containsExactly(FAILED, FAILED);
    assertThat(asked).hasSize(1);
    pass(1);
    ask("a.example");
    assertThat(asked).hasSize(2);
  }

  @Test
  void aQuestionUnderWayIsNotAskedAgain() {
    ask("a.example");
    ask("a.example");
    ask("a.example");
    assertThat(asked).hasSize(1);
    answer(found(1, 60));

    assertThat(heard).hasSize(3);
    assertThat(names.waiting()).isZero();
    assertThat(names.underWay()).isZero();
  }

  @Test
  void noMoreAreUnderWayThanThereMayBe() {
    for (String name : List.of("a", "b", "c", "d")) {
      ask(name + ".example");
    }
    assertThat(heard).containsExactly(FAILED);
    ask("a.example");
    assertThat(heard).as("one more waits for what is under way").hasSize(1);
    answer(NOTHING);
    ask("d.example");

    assertThat(asked).extracting(Question::name).last().isEqualTo("d.example");
  }

  @Test
  void noMoreWaitThanThereMayBe() {
    for (int i = 0; i < 6; i++) {
      ask("a.example");
    }
    assertThat(heard).containsExactly(FAILED);
    answer(NOTHING);

    assertThat(heard).hasSize(6);
    ask("b.example");
    assertThat(asked).hasSize(2);
  }

  @Test
  void noMoreAnswersAreKeptThanThereMayBe() {
    for (String name : List.of("a", "b", "c", "d")) {
      ask(name + ".example");
      answer(NOTHING);
    }
    assertThat(names.size()).isEqualTo(3);
    ask("d.example");
    assertThat(asked).hasSize(4);
    ask("a.example");

    assertThat(asked).as("the oldest is forgotten").hasSize(5);
  }

  @Test
  void whatCanBeNoNameIsNotAsked() {
    for (String name :
        List.of(
            "",
            ".",
            "a..b",
            ".a.example",
            "a b.example",
            "ä.example",
            "x".repeat(64) + ".a",
            "a.".repeat(127) + "a",
            "a.example\r\n")) {
      ask(name);
    }

    assertThat(heard).hasSize(9).containsOnly(NOTHING);
    assertThat(asked).isEmpty();
    assertThat(names.size()).isZero();
  }

  @Test
  void theLongestNamesAreAsked() {
    ask("x".repeat(63) + ".a");
    ask("a.".repeat(126) + "a");

    assertThat(asked).hasSize(2);
  }

  @Test
  void oneWhoFailsDoesNotKeepTheOthersFromHearing() {
    var later = new ArrayDeque<Runnable>();
    var queued =
        new Names(
            (_, then) -> open.add(then),
            new Home(Map.of()),
            later::add,
            () -> now,
            Dnses.settings(SETTINGS));
    var question = new Question("a.example", Kind.A);
    queued.ask(
        question,
        _ -> {
          throw new IllegalStateException("a bug of ours");
        });
    queued.ask(question, heard::add);
    answer(NOTHING);
    while (!later.isEmpty()) {
      try {
        later.remove().run();
      } catch (IllegalStateException _) {
        // as the loop does
      }
    }

    assertThat(heard).containsExactly(NOTHING);
  }

  @Test
  void addressesComeInTheOrderOfTheirKinds() {
    var found = new ArrayList<List<InetAddress>>();
    InetAddress six = InetAddress.ofLiteral("2001:db8::1");
    names.addresses("a.example", List.of(Kind.AAAA, Kind.A), found::add);
    assertThat(asked).extracting(Question::kind).containsExactly(Kind.AAAA, Kind.A);
    open.removeLast().accept(found(1, 60));
    assertThat(found).isEmpty();
    answer(new Answer.Found(List.of(new Resource.Address(six)), Duration.ofSeconds(60)));

    assertThat(found).containsExactly(List.of(six, address(1)));
  }

  @Test
  void whatIsKnownAtHomeIsNotAsked() {
    var found = new ArrayList<List<InetAddress>>();
    names.addresses("Printer.example", List.of(Kind.A), found::add);
    names.addresses("localhost", List.of(Kind.A), found::add);
    names.addresses("LOCALHOST.", List.of(Kind.AAAA), found::add);
    names.addresses("printer.example", List.of(Kind.AAAA), found::add);

    assertThat(found)
        .containsExactly(
            List.of(address(9)),
            List.of(InetAddress.ofLiteral("127.0.0.1")),
            List.of(InetAddress.ofLiteral("::1")),
            List.of());
    assertThat(asked).isEmpty();
  }
}
