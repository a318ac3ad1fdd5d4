new.;
