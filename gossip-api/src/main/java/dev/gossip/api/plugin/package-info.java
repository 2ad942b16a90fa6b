/**
 * How plugins are found, configured and wired. The only package of this module that depends on
 * Guice.
 */
@API(status = API.Status.MAINTAINED)
@NullMarked
package dev.gossip.api.plugin;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
