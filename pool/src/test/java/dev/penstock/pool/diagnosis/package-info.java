@NullMarked
package dev.penstock.pool.diagnosis;

import org.jspecify.annotations.NullMarked;
