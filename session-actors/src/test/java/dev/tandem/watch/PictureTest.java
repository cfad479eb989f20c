package dev.tandem.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.watch.Picture.Call;
import dev.tandem.watch.Picture.Calls;
import dev.tandem.watch.Picture.Stage;
import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

@NullUnmarked
class PictureTest {
  private static final String NASTY = "sip:\"<a&b>'\u0000\uD800@x";

  private static Call call(String id, Stage stage) {
    return new Call(id, true, stage, "sip:alice@x", "sip:bob@y", null);
  }

  private static Calls calls(Call... calls) {
    return new Calls(List.of(calls), false);
  }

  private static Element parse(String xml) throws Exception {
    var factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    return factory
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)))
        .getDocumentElement();
  }

  @Test
  void newsIsWhatTheSubscriberDoesNotKnow() {
    assertThat(calls().isNews(null)).as("before the first").isTrue();
    assertThat(calls().isNews(calls())).isFalse();
    assertThat(calls(call("1", Stage.EARLY)).isNews(calls())).isTrue();
    assertThat(calls(call("1", Stage.EARLY)).isNews(calls(call("1", Stage.EARLY)))).isFalse();
    assertThat(calls(call("1", Stage.CONFIRMED)).isNews(calls(call("1", Stage.EARLY)))).isTrue();
    assertThat(calls(call("1", Stage.TERMINATED)).isNews(calls())).as("never told of").isFalse();
    assertThat(calls().isNews(calls(call("1", Stage.TERMINATED)))).as("told that").isFalse();
    assertThat(calls().isNews(calls(call("1", Stage.CONFIRMED)))).isTrue();
  }

  @Test
  void whatIsGoneWithoutAWordIsFound() {
    var last = calls(call("1", Stage.CONFIRMED), call("2", Stage.TERMINATED));
    assertThat(Picture.vanished(List.of(), last)).containsExactly(call("1", Stage.CONFIRMED));
    assertThat(Picture.vanished(last.calls(), last)).isEmpty();
    assertThat(Picture.vanished(List.of(), null)).isEmpty();
  }

  @Test
  void callsAreWrittenAsRfc4235HasThem() throws Exception {
    var one = new Call("4-abc", false, Stage.TERMINATED, "sip:alice@x", NASTY, "local-bye");
    Element root = parse(DialogInfo.write("sip:alice@x", 3, List.of(one)));
    assertThat(root.getNamespaceURI()).isEqualTo("urn:ietf:params:xml:ns:dialog-info");
    assertThat(root.getLocalName()).isEqualTo("dialog-info");
    assertThat(root.getAttribute("version")).isEqualTo("3");
    assertThat(root.getAttribute("state")).isEqualTo("full");
    assertThat(root.getAttribute("entity")).isEqualTo("sip:alice@x");
    var dialog = (Element) root.getElementsByTagNameNS("*", "dialog").item(0);
    assertThat(dialog.getAttribute("id")).isEqualTo("4-abc");
    assertThat(dialog.getAttribute("direction")).isEqualTo("recipient");
    assertThat(dialog.hasAttribute("call-id")).as("nobody can replace it").isFalse();
    var state = (Element) dialog.getElementsByTagNameNS("*", "state").item(0);
    assertThat(state.getTextContent()).isEqualTo("terminated");
    assertThat(state.getAttribute("event")).isEqualTo("local-bye");
    var remote = (Element) dialog.getElementsByTagNameNS("*", "remote").item(0);
    assertThat(remote.getElementsByTagNameNS("*", "identity").item(0).getTextContent())
        .isEqualTo("sip:\"<a&b>'??@x");
  }

  @Test
  void aConferenceIsWrittenAsRfc4575HasIt() throws Exception {
    var roster =
        new Picture.Roster(
            "room",
            true,
            3,
            List.of(
                new Picture.Participant("sip:alice@x", "1-aaaaaaaa", true, false),
                new Picture.Participant("sip:alice@x", "1-bbbbbbbb", false, true),
                new Picture.Participant(NASTY, "1-cccccccc", true, false)));
    Element root = parse(ConferenceInfo.write("sip:room@x", 7, roster));
    assertThat(root.getNamespaceURI()).isEqualTo("urn:ietf:params:xml:ns:conference-info");
    assertThat(root.getAttribute("version")).isEqualTo("7");
    assertThat(root.getAttribute("state")).isEqualTo("full");
    assertThat(root.getElementsByTagNameNS("*", "user-count").item(0).getTextContent())
        .isEqualTo("3");
    var users = root.getElementsByTagNameNS("*", "user");
    assertThat(users.getLength()).as("two endpoints of one user").isEqualTo(2);
    var alice = (Element) users.item(0);
    assertThat(alice.getElementsByTagNameNS("*", "endpoint").getLength()).isEqualTo(2);
    assertThat(alice.getElementsByTagNameNS("*", "status").item(1).getTextContent())
        .isEqualTo("on-hold");
    assertThat(alice.getElementsByTagNameNS("*", "joining-method").item(1).getTextContent())
        .isEqualTo("dialed-out");
  }
}
