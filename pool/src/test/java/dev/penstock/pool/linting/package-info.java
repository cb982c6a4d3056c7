@NullMarked
package dev.penstock.pool.linting;

import org.jspecify.annotations.NullMarked;
