package dev.gossip.rules;

import java.util.ArrayList;
import java.util.List;

/** How large a file, a method and the parameter list of a constructor may be. */
final class SizeLimits {
  static final int FILE_LINES = 400;
  static final int METHOD_LINES = 60;
  static final int CONSTRUCTOR_PARAMETERS = 6;

  private SizeLimits() {}

  /** Returns what exceeds a limit in a source. */
  static List<Violation> violations(JavaSource source) {
    List<Violation> violations = new ArrayList<>();
    if (source.lines() > FILE_LINES) {
      violations.add(
          new Violation(
              "file " + source.module() + " " + source.name(),
              source.lines() + " lines; at most " + FILE_LINES));
    }
    for (JavaSource.Method method : source.methods()) {
      String type = source.module() + " " + method.type();
      if (method.lines() > METHOD_LINES) {
        violations.add(
            new Violation(
                "method " + type + "." + method.name(),
                method.lines() + " lines; at most " + METHOD_LINES));
      }
      // A record's constructor lists its components, and nobody has to remember their order.
      if (method.name().equals(JavaSource.CONSTRUCTOR)
          && !method.inRecord()
          && method.parameters() > CONSTRUCTOR_PARAMETERS) {
        violations.add(
            new Violation(
                "constructor " + type,
                method.parameters() + " parameters; at most " + CONSTRUCTOR_PARAMETERS));
      }
    }
    return violations;
  }
}
