package dev.gossip.core.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.core.engine.RandomSeed;
import dev.gossip.core.engine.addresses.SavedAddresses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Saving an address book is interrupted: afterwards there is the old book or the new one. */
class AddressBookInterruptionTest {
  private static final int MAX_ADDRESSES = 2_048;

  /** Children that are killed; {@code -Dgossip.seeds.scale=250} makes it a thousand. */
  private static final int KILLS = 4 * Integer.getInteger("gossip.seeds.scale", 1);

  @TempDir private static Path root = Path.of("");

  private Path folder(String name) throws IOException {
    return Files.createDirectory(root.resolve(name));
  }

  private static void assertOneOf(Path folder, String when, List<SavedAddresses> books) {
    AddressBookFile file = AddressBookFile.open(folder, MAX_ADDRESSES);
    assertThat(file.warnings()).as(when).isEmpty();
    assertThat(file.load()).as(when).isIn(books);
  }

  private static long stepsOf(SavedAddresses book, Path folder) throws IOException {
    InterruptedDisk disk = new InterruptedDisk(Long.MAX_VALUE);
    AddressBookFile.open(folder, MAX_ADDRESSES, disk).save(book);
    return disk.stepsDone;
  }

  private static boolean save(Path folder, InterruptedDisk disk, SavedAddresses book)
      throws IOException {
    try {
      AddressBookFile.open(folder, MAX_ADDRESSES, disk).save(book);
      return true;
    } catch (InterruptedDisk.Stopped e) {
      return false;
    }
  }

  @Test
  void bookIsTheOldOrTheNewOneAfterAnyStepOrByte() throws IOException {
    Path folder = folder("steps");
    SavedAddresses old = AddressBooks.number(1, 7);
    AddressBookFile.open(folder, MAX_ADDRESSES).save(old);
    byte[] oldBytes = Files.readAllBytes(folder.resolve(AddressBookFile.NAME));
    SavedAddresses next = AddressBooks.number(2, 20);
    long steps = stepsOf(next, folder("count"));
    assertThat(steps).as("stops").isGreaterThan(1_000);
    for (long stop = 0; stop < steps; stop++) {
      assertThat(save(folder, new InterruptedDisk(stop), next)).isFalse();
      assertOneOf(folder, "stopped after step " + stop, List.of(old, next));
      Files.write(folder.resolve(AddressBookFile.NAME), oldBytes);
    }
    assertThat(save(folder, new InterruptedDisk(steps), next)).isTrue();
    assertOneOf(folder, "not stopped", List.of(next));
  }

  @Test
  void bookIsTheOldOrTheNewOneAfterAPowerCut() throws IOException {
    long seed = RandomSeed.draw();
    SplittableRandom random = new SplittableRandom(seed);
    Path folder = folder("power");
    SavedAddresses old = SavedAddresses.NONE;
    SavedAddresses next = AddressBooks.number(0, 5);
    long steps = stepsOf(next, folder("power-count"));
    for (int cut = 0; cut < 1_000; cut++) {
      next = AddressBooks.number(cut % 100, 5);
      // Most of the steps write a byte, and most of the risk is after that.
      long stop = random.nextBoolean() ? random.nextLong(steps) : steps - random.nextInt(1, 6);
      InterruptedDisk disk = new InterruptedDisk(stop);
      boolean unused = save(folder, disk, next);
      disk.cutPower(random.nextInt((int) steps), random.nextBoolean());
      String when = "seed " + seed + ", cut " + cut + " after step " + stop;
      assertOneOf(folder, when, List.of(old, next));
      old = AddressBookFile.open(folder, MAX_ADDRESSES).load();
    }
  }

  /** Saves books of increasing numbers until it is killed. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) throws IOException {
      AddressBookFile file = AddressBookFile.open(Path.of(args[0]), MAX_ADDRESSES);
      for (int number = 0; ; number++) {
        file.save(AddressBooks.number(number % 100, 500));
        System.out.write('.');
        System.out.flush();
      }
    }
  }

  @Test
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  void bookIsCompleteAfterItsProcessWasKilled() throws Exception {
    long seed = RandomSeed.draw();
    SplittableRandom random = new SplittableRandom(seed);
    Path folder = folder("kill");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    for (int kill = 0; kill < KILLS; kill++) {
      Process child =
          new ProcessBuilder(
                  java,
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Child.class.getName(),
                  folder.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try {
        for (int saved = random.nextInt(1, 20); saved > 0; saved--) {
          assertThat(child.getInputStream().read()).as("seed %d", seed).isEqualTo('.');
        }
        for (int wait = random.nextInt(100_000); wait > 0; wait--) {
          Thread.onSpinWait();
        }
      } finally {
        child.destroyForcibly();
        assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
      }
      AddressBookFile file = AddressBookFile.open(folder, MAX_ADDRESSES);
      assertThat(file.warnings()).as("seed %d, kill %d", seed, kill).isEmpty();
      SavedAddresses found = file.load();
      int number = found.secret().byteAt(0);
      assertThat(found).as("seed %d", seed).isEqualTo(AddressBooks.number(number, 500));
    }
  }
}
