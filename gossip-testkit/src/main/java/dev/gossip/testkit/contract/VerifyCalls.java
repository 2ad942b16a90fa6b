package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.signing.MessageSigning;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Good and bad signatures to be asked about, by one thread or by many at once. */
final class SigningQuestions {
  private static final int THREADS = 4;
  private static final int ROUNDS = 25;
  private static final int DEADLINE_SECONDS = 40;

  /** One call of {@link MessageSigning#verify}. */
  record Question(AuthorId author, ByteString bytes, ByteString signature) {}

  private SigningQuestions() {}

  /** For each message: its signature, that of another, and none. */
  static List<Question> about(MessageSigning signing, List<ByteString> messages) {
    List<ByteString> signatures =
        PluginCalls.call(() -> "MessageSigning.sign", () -> signing.sign(messages));
    List<Question> questions = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      ByteString other = signatures.get((i + 1) % signatures.size());
      questions.add(new Question(signing.author(), messages.get(i), signatures.get(i)));
      questions.add(new Question(signing.author(), messages.get(i), other));
      questions.add(new Question(signing.author(), messages.get(i), ByteString.EMPTY));
    }
    return questions;
  }

  /** The part of a signature that others may share. */
  static ByteString sharedPart(MessageSigning signing, ByteString signature) {
    return PluginCalls.call(
        () -> "MessageSigning.sharedPart of " + signature.size() + " bytes",
        () -> signing.sharedPart(signature));
  }

  /** Whether a shared part is said to have been found good. */
  static boolean isProven(MessageSigning signing, AuthorId author, ByteString shared) {
    return PluginCalls.call(
        () -> "MessageSigning.isProven of " + shared.size() + " bytes",
        () -> signing.isProven(author, shared));
  }

  /** The answers, in order. */
  static List<Boolean> ask(MessageSigning signing, List<Question> questions) {
    List<Boolean> answers = new ArrayList<>();
    for (Question question : questions) {
      answers.add(
          PluginCalls.call(
              () ->
                  "MessageSigning.verify of a signature of " + question.signature.size() + " bytes",
              () -> signing.verify(question.author, question.bytes, question.signature)));
    }
    return answers;
  }

  /** The answers that each thread got in each of its rounds. */
  static List<List<Boolean>> askByManyThreads(MessageSigning signing, List<Question> questions)
      throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      CountDownLatch together = new CountDownLatch(THREADS);
      List<Future<List<List<Boolean>>>> running = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        running.add(threads.submit(() -> askRoundAfterRound(signing, questions, together)));
      }
      List<List<Boolean>> answers = new ArrayList<>();
      for (Future<List<List<Boolean>>> future : running) {
        answers.addAll(future.get(DEADLINE_SECONDS, TimeUnit.SECONDS));
      }
      return answers;
    } catch (ExecutionException e) {
      throw new AssertionError("asked by " + THREADS + " threads at once: " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new AssertionError(
          THREADS + " threads got no answers within " + DEADLINE_SECONDS + " s", e);
    } finally {
      threads.shutdownNow();
    }
  }

  private static List<List<Boolean>> askRoundAfterRound(
      MessageSigning signing, List<Question> questions, CountDownLatch together)
      throws InterruptedException {
    List<List<Boolean>> answers = new ArrayList<>();
    together.countDown();
    together.await();
    for (int round = 0; round < ROUNDS; round++) {
      answers.add(ask(signing, questions));
    }
    return answers;
  }
}
