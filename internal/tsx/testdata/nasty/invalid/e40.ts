super.;
