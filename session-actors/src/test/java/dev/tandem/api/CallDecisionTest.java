package dev.tandem.api;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallDecisionTest {
  @Test
  void aRejectionHasAStatusOf400To699() {
    assertThatCode(() -> CallDecision.reject(400)).doesNotThrowAnyException();
    assertThatCode(() -> CallDecision.reject(699)).doesNotThrowAnyException();
    assertThatIllegalArgumentException().isThrownBy(() -> CallDecision.reject(399));
    assertThatIllegalArgumentException().isThrownBy(() -> CallDecision.reject(700));
  }

  @Test
  void aRedirectionHasOneToTenTargets() {
    List<String> ten = Collections.nCopies(10, "sip:a@b");
    List<String> eleven = Collections.nCopies(11, "sip:a@b");

    assertThatCode(() -> new CallDecision.Redirect(ten)).doesNotThrowAnyException();
    assertThatIllegalArgumentException().isThrownBy(() -> new CallDecision.Redirect(eleven));
    assertThatIllegalArgumentException().isThrownBy(CallDecision::redirect);
  }
}
