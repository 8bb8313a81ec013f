package dev.syncer.examples.wrong;

import dev.syncer.core.model.Registry;

/** What an application must not need: a room of the core. */
public record WrongExample(Registry registry) {}
