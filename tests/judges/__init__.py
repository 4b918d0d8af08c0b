"""Tools of other people judge what the construct makes: cdk-nag, cfn-lint, CDK's own validation, Java, AWS's documents."""
