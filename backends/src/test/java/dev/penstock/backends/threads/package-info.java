@NullMarked
package dev.penstock.backends.threads;

import org.jspecify.annotations.NullMarked;
