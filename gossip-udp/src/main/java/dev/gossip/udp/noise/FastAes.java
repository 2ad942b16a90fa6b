package dev.gossip.udp.noise;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/** Whether this machine is fast at AES. */
public final class FastAes {
  private FastAes() {}

  /**
   * Asks the Java runtime whether it uses AES instructions of the processor (its option {@code
   * UseAES}); yes if the runtime does not say. Measuring the ciphers instead would choose by
   * chance, because they are slow until they are compiled. To be called once at the start, not by
   * the parts that only react to events.
   */
  public static boolean here() {
    try {
      @Nullable HotSpotDiagnosticMXBean runtime =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      return runtime == null || !runtime.getVMOption("UseAES").getValue().equals("false");
    } catch (IllegalArgumentException | SecurityException | LinkageError e) {
      // Another runtime, or one without this module.
      return true;
    }
  }
}
