package dev.gossip.testkit.contract;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a saboteur: a contract's subclass whose plugin is broken on purpose. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface Breaks {

  /** The number of the rule that it is made to break, then of those that cannot but break, too. */
  String[] value();

  /** What the first rule's failure must say to help the plugin's author. */
  String saying();
}
