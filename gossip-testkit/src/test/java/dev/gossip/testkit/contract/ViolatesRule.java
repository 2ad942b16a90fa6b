package dev.gossip.testkit.contract;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a saboteur: a subclass of a contract whose plugin is broken on purpose. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface ViolatesRule {

  /** The number of the rule that the saboteur targets, then of rules that it also breaks. */
  String[] value();

  /** A text that the failure message of the first rule must contain. */
  String saying();
}
