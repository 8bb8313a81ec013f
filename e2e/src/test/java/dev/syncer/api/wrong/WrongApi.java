package dev.syncer.api.wrong;

import com.google.inject.Injector;
import dev.syncer.core.model.Registry;

/** What an API must not be: tied to an implementation. */
public record WrongApi(Injector injector, Registry registry) {}
