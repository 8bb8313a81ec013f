package dev.syncer.core.wrong.circle;

import dev.syncer.core.wrong.WrongCore;

/** One half of a circle: it knows the package that knows it. */
public record There(WrongCore back) {}
