@NullMarked
package dev.gossip.simulation.run;

import org.jspecify.annotations.NullMarked;
