@NullMarked
package dev.penstock.backends.roles;

import org.jspecify.annotations.NullMarked;
