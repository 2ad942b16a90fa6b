/** Message validation: the application's own checks. */
@NullMarked
package dev.gossip.api.validation;

import org.jspecify.annotations.NullMarked;
