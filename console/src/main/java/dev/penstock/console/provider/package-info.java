/** The service by which a pool opens its console over HTTP. Only the service loader calls this package. */
@NullMarked
package dev.penstock.console.provider;

import org.jspecify.annotations.NullMarked;
