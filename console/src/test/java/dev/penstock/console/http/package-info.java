/** Tests of the console over HTTP. */
@NullMarked
package dev.penstock.console.http;

import org.jspecify.annotations.NullMarked;
