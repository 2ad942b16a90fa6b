package dev.gossip.core.engine.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.core.engine.services.PluginFailure;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JournalTest {
  private final Journal journal = new Journal("relay.test");
  private final List<String> log = new ArrayList<>();

  @Test
  void effectsRunInOrderAfterTheCallbackReturned() {
    journal.runTrusted(
        "onPublish",
        () -> {
          addEffect("first effect");
          addEffect("second effect");
          log.add("callback");
        });

    assertThat(log).containsExactly("callback", "first effect", "second effect");
  }

  @Test
  void effectsRunOnce() {
    journal.runTrusted("onPublish", () -> addEffect("effect"));
    journal.runTrusted("onPublish", () -> log.add("callback"));

    assertThat(log).containsExactly("effect", "callback");
  }

  @Test
  void noEffectRunsIfTheCallbackThrows() {
    IllegalStateException bug = new IllegalStateException("a bug");

    assertThatExceptionOfType(PluginFailure.class)
        .isThrownBy(
            () ->
                journal.runTrusted(
                    "onPublish",
                    () -> {
                      addEffect("effect");
                      throw bug;
                    }))
        .withMessage(
            "plugin relay.test failed in onPublish: java.lang.IllegalStateException: a bug")
        .withCause(bug);

    journal.runTrusted("onPeerUp", () -> addEffect("later effect"));
    assertThat(log).containsExactly("later effect");
  }

  @Test
  void outOfMemoryErrorIsNotBlamedOnThePlugin() {
    OutOfMemoryError full = new OutOfMemoryError("thrown by a test");

    assertThatThrownBy(
            () ->
                journal.runTrusted(
                    "onPublish",
                    () -> {
                      throw full;
                    }))
        .isSameAs(full);
    assertThatThrownBy(
            () ->
                PluginFailure.guard(
                    "relay.test",
                    "create",
                    () -> {
                      throw full;
                    }))
        .isSameAs(full);
  }

  @Test
  void noEffectRunsIfTheCallbackReportsMalformedBytes() throws InvalidProtocolBufferException {
    InvalidProtocolBufferException malformed = new InvalidProtocolBufferException("malformed");

    assertThatExceptionOfType(InvalidProtocolBufferException.class)
        .isThrownBy(
            () ->
                journal.run(
                    "onControl",
                    () -> {
                      addEffect("effect");
                      throw malformed;
                    }))
        .isSameAs(malformed);

    journal.run("onControl", () -> addEffect("later effect"));
    assertThat(log).containsExactly("later effect");
  }

  @Test
  void errorIsAFailureOfThePlugin() {
    assertThatExceptionOfType(PluginFailure.class)
        .isThrownBy(
            () ->
                journal.run(
                    "onControl",
                    () -> {
                      throw new StackOverflowError();
                    }))
        .withMessageContainingAll("relay.test", "onControl")
        .withCauseInstanceOf(StackOverflowError.class);
  }

  @Test
  void useOutsideACallbackIsRejected() {
    assertThatIllegalStateException()
        .isThrownBy(() -> addEffect("effect"))
        .withMessage("the relay context is for use inside callbacks only");

    journal.runTrusted("onPublish", () -> log.add("callback"));
    assertThatIllegalStateException().isThrownBy(() -> addEffect("effect"));
    assertThat(log).containsExactly("callback");
  }

  @Test
  void useInsideAnEffectIsRejected() {
    assertThatIllegalStateException()
        .isThrownBy(
            () -> journal.runTrusted("onPublish", () -> journal.add(() -> addEffect("too late"))));
    assertThat(log).isEmpty();
  }

  @Test
  void useAfterAThrowingCallbackIsRejected() {
    assertThatExceptionOfType(PluginFailure.class)
        .isThrownBy(
            () ->
                journal.runTrusted(
                    "onPublish",
                    () -> {
                      throw new IllegalStateException("a bug");
                    }));

    assertThatIllegalStateException().isThrownBy(() -> addEffect("effect"));
  }

  private void addEffect(String effect) {
    journal.add(() -> log.add(effect));
  }
}
